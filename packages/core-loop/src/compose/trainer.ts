import { getGradient } from '@tensorflow/tfjs-core';
import { checkedEvaluator, checkedLoss, checkedMetrics } from '../contract/check-calls.js';
import { checkOptimizer, checkSource } from '../contract/check-given.js';
import type { DataSource } from '../contract/data.js';
import type { Runnable, StepProgram } from '../contract/engine.js';
import { TrainEmitter } from '../contract/events.js';
import type { Plugin } from '../contract/plugin.js';
import type { Metrics } from '../contract/records.js';
import { Scalars } from '../contract/scalars.js';
import {
  EngineToken,
  type Evaluator,
  EvaluatorToken,
  Loss,
  OptimizerToken,
  SaverToken,
  TaskGradients,
  TrainData,
} from '../contract/tokens.js';
import type { PredictOptions, Trainer } from '../contract/trainer.js';
import { eagerEngine } from '../engines/eager-engine.js';
import { TrainError } from '../errors/errors.js';
import { knownOptions } from '../errors/known-options.js';
import { positiveInteger } from '../errors/require-option.js';
import { HookRunner } from '../loop/hook-runner.js';
import { alsoEvaluate, type EvaluateHow, evaluateWith, predictAll } from '../loop/inference.js';
import { fit, type LoopParts } from '../loop/loop.js';
import { forgetGroup, inferenceProgram, type StepParts, trainingProgram } from '../loop/step.js';
import { Reports } from '../state/reports.js';
import { RunState } from '../state/run-state.js';
import { setupOf } from '../state/setup.js';
import { VariableStore } from '../state/variable-store.js';
import { Bindings } from './container.js';
import { explain } from './explain.js';
import { disposeAll, Lifecycle } from './lifecycle.js';
import { needOneTensorFlow } from './one-tensorflow.js';
import { orderPlugins } from './order.js';
import { checkOptions, type TrainerOptions } from './trainer-options.js';
import { validatePlugins } from './validate-plugins.js';

/**
 * Creates a trainer: validates and orders plugins, binds what they provide, checks their needs.
 * @throws TrainError with a `CL_…` code for anything wrong with the options, before the first batch
 */
export function createTrainer(options: TrainerOptions): Trainer {
  needOneTensorFlow();
  checkOptions(options);
  const { model, seed = 42, accumulate = 1, flush = true } = options;
  const plugins = orderPlugins(validatePlugins(options.plugins ?? []));
  const bindings = bind(options, plugins);
  const engine = bindings.get(EngineToken);
  const variables = new VariableStore(model, (make) => engine.makeVariable?.(make) ?? make());
  const reports = new Reports(variables);
  const events = new TrainEmitter();
  const scalars = new Scalars();
  const { loss, optimizer, metrics, evaluation } = options;
  const setup = () =>
    setupOf({
      model,
      plugins,
      evaluation,
      data: bindings.has(TrainData) ? bindings.get(TrainData) : undefined,
      providers: [Loss, TaskGradients, OptimizerToken, EvaluatorToken].map((token) => bindings.ownerOf(token)),
      options: { seed, accumulate, flush, loss, optimizer, metrics },
    });
  const run = new RunState({ model, plugins, variables, reports, scalars, events, get: bindings.get, seed, setup });
  const hooks = new HookRunner(plugins, (plugin) => run.viewFor(plugin), run.watch);
  const lifecycle = new Lifecycle((failure) => {
    const message = (failure as Error).message;
    if (!events.emit('run:notice', { by: 'core-loop', message })) console.error(message);
  });

  const notice = (message: string) => events.emit('run:notice', { by: engine.name, message });
  const prepare = (name: string, program: StepProgram, variant?: () => number) =>
    engine.prepare(name, program, () => variables.current(), notice, variant);
  const parts = { model, variables, reports };
  const predictor = prepare('predict', inferenceProgram(parts));
  let evaluator: Runnable | undefined;
  const prepareEvaluator = (): Runnable => {
    const loss = bindings.has(Loss) ? checkedLoss(bindings.get(Loss)) : undefined;
    return (evaluator ??= prepare('evaluate', inferenceProgram({ ...parts, ...(loss && { loss }) })));
  };
  const how = (pause?: () => Promise<void>): EvaluateHow => {
    return { scalars: scalars.values(), seed, metrics: metrics && checkedMetrics(metrics), pause };
  };
  const evaluateSource = (source: DataSource, pause?: () => Promise<void>): Promise<Metrics> =>
    evaluateWith(prepareEvaluator(), source, how(pause));
  if (evaluation && !bindings.has(EvaluatorToken)) {
    bindings.binder('options')(EvaluatorToken, () => (_run, pause) => evaluateSource(evaluation, pause));
  }

  const predictSource = (source: DataSource, how: PredictOptions, keep: readonly ('outputs' | 'targets')[]) =>
    lifecycle.shared(async () => {
      checkSource('source', source, 'predict');
      knownOptions('predict', how, ['pad']);
      return predictAll(predictor, source, { seed, keep, pad: how.pad });
    });

  let loop: LoopParts | undefined;
  const assemble = (): LoopParts => {
    const evaluate = bindings.has(EvaluatorToken)
      ? checkedEvaluator(bindings.get(EvaluatorToken), bindings.ownerOf(EvaluatorToken))
      : undefined;
    const others = options.alsoEvaluate;
    const evaluateAll: Evaluator | undefined =
      others === undefined
        ? evaluate
        : async (run, pause) => {
            const chosen = await evaluate?.(run, pause);
            return { ...chosen, ...(await alsoEvaluate(prepareEvaluator(), others, how(pause))) };
          };
    const step: StepParts = {
      ...parts,
      hooks,
      accumulate,
      notify: (message) => void events.emit('run:notice', { by: 'core-loop', message }),
      loss: checkedLoss(bindings.get(Loss)),
      optimizer: bindings.get(OptimizerToken),
      combiner: bindings.has(TaskGradients) ? bindings.get(TaskGradients) : undefined,
    };
    const trained = () => variables.model.set;
    return {
      run,
      hooks,
      reports,
      model: variables.model,
      evaluate: evaluateAll,
      accumulate,
      flush,
      data: bindings.get(TrainData),
      saver: bindings.has(SaverToken) ? bindings.get(SaverToken) : undefined,
      programs: {
        accumulate: prepare('accumulate', trainingProgram(step, 'accumulate'), trained),
        apply: prepare('apply', trainingProgram(step, 'apply'), trained),
        update: prepare('update', trainingProgram(step, 'update'), trained),
      },
      dropGroup: () => forgetGroup(variables),
    };
  };

  return {
    run,
    events,
    plugins,
    fit: (how = {}) =>
      lifecycle.alone(async () => {
        knownOptions('fit', how, ['epochs']);
        const { epochs = options.epochs } = how;
        positiveInteger('epochs', epochs);
        for (const needed of [Loss, OptimizerToken, TrainData]) bindings.require(needed, 'core-loop');
        for (const { name, needs = [] } of plugins) for (const needed of needs) bindings.require(needed, name);
        checkSource('TrainData', bindings.get(TrainData), bindings.ownerOf(TrainData));
        checkOptimizer('OptimizerToken', bindings.get(OptimizerToken), bindings.ownerOf(OptimizerToken));
        requireGradients();
        run.begin(epochs);
        try {
          const reason = await fit((loop ??= assemble()));
          return { reason, reasons: [...run.stopReasons], history: [...run.history] };
        } finally {
          run.end();
        }
      }),
    evaluate: (source = options.evaluation) =>
      lifecycle.shared(async () => {
        if (!source)
          throw new TrainError(
            'CL_TOKEN_UNBOUND',
            'there is nothing to evaluate. Pass a source, or give `evaluation` in the options',
          );
        checkSource('source', source, 'evaluate');
        return evaluateSource(source);
      }),
    predict: async (source, how = {}) => (await predictSource(source, how, ['outputs'])).outputs,
    predictWithTargets: (source, how = {}) => predictSource(source, how, ['outputs', 'targets']),
    explain: () => explain({ plugins, hooks, bindings, engine, run, accumulate, flush, notes: options.notes ?? [] }),
    snapshot: () => run.snapshot(),
    restore: (snapshot, how = {}) =>
      lifecycle.alone(async () => {
        knownOptions('restore', how, ['allow']);
        run.restore(snapshot, how);
      }),
    stop: (because, options) => run.stop(because, options),
    dispose() {
      if (run.fitting) run.stop('the trainer was disposed', { when: 'step' });
      lifecycle.end(() =>
        disposeAll([
          ...[...plugins].reverse().map((plugin) => ({ by: plugin.name, dispose: () => plugin.dispose?.() })),
          { by: 'core-loop', dispose: () => run.forgetEvaluated() },
          { by: 'core-loop', dispose: () => variables.dispose() },
          { by: engine.name, dispose: () => engine.dispose() },
        ]),
      );
    },
  };
}

/** Options first (owner `options`), then plugins in order, then the core's defaults for what is left. */
function bind(options: TrainerOptions, plugins: readonly Plugin[]): Bindings {
  const bindings = new Bindings(options.container);
  const fromOptions = bindings.binder('options');
  const { loss, optimizer, data, engine } = options;
  if (loss) fromOptions(Loss, () => loss);
  if (optimizer) fromOptions(OptimizerToken, () => optimizer);
  if (data) fromOptions(TrainData, () => data);
  if (engine) fromOptions(EngineToken, () => engine);
  for (const plugin of plugins) plugin.provide?.(bindings.binder(plugin.name));
  if (!bindings.has(EngineToken)) bindings.binder('core-loop')(EngineToken, eagerEngine);
  return bindings;
}

function requireGradients(): void {
  if (getGradient('Multiply') === undefined) {
    throw new TrainError(
      'CL_GRADIENT_MISSING',
      "TensorFlow.js has no gradients registered: '@tensorflow/tfjs-core' alone has none in Node. Add `import '@tensorflow/tfjs'` at the top of your program",
    );
  }
}
