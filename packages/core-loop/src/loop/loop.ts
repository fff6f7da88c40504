import type { DataSource } from '../contract/data.js';
import type { Runnable } from '../contract/engine.js';
import type { EpochRecord, Metrics, StopReason } from '../contract/records.js';
import type { Evaluator, Saver } from '../contract/tokens.js';
import { TrainError } from '../errors/errors.js';
import { numberOf } from '../errors/number-of.js';
import type { ModelVariables } from '../state/model-variables.js';
import type { Reports } from '../state/reports.js';
import { EMPTY_GROUP, type RunState } from '../state/run-state.js';
import { isTorn } from '../state/torn-step.js';
import { batchesToDo } from './batches-to-do.js';
import type { HookRunner } from './hook-runner.js';
import { feed, scalarInputs } from './inference.js';
import { Breath } from './yield-to-event-loop.js';

/** The parts of the loop. */
export interface LoopParts {
  readonly run: RunState;
  readonly hooks: HookRunner;
  readonly data: DataSource;
  readonly programs: Readonly<Record<'accumulate' | 'apply' | 'update', Runnable>>;
  readonly reports: Reports;
  readonly model: ModelVariables;
  readonly evaluate: Evaluator | undefined;
  readonly saver: Saver | undefined;
  /** Micro-batches per optimiser step (A). */
  readonly accumulate: number;
  /** Whether a trailing group of fewer than A micro-batches gets its own step. */
  readonly flush: boolean;
  /** Drops the gradients of a group without a step. */
  dropGroup(): void;
}

/** Thrown out of an evaluation that must not be finished. */
class EvaluationLeft extends Error {}

/** The run from its current position to the last epoch; every hook and event of training is fired here, in this order. */
export async function fit(loop: LoopParts): Promise<StopReason> {
  const { run, hooks } = loop;
  const { events } = run;
  let reason: StopReason = {
    by: 'epochs',
    because: doneBecause(run),
  };
  let failure: { error: unknown } | undefined;
  events.emit('fit:started', {
    progress: run.progress,
    epochs: run.epochs,
    batchesPerEpoch: loop.data.batchesPerEpoch,
  });
  try {
    await hooks.series('fitStart');
    while (run.progress.epoch < run.epochs && run.stopReasons.length === 0) {
      const finished = await runEpoch(loop);
      if (run.isRewinding()) run.goBack();
      else if (!finished) await save(loop);
    }
    reason = run.stopReasons[0] ?? reason;
  } catch (error) {
    failure = { error };
    run.torn = isTorn(error);
    reason = { by: 'error', because: error instanceof Error ? error.message : String(error) };
  }
  try {
    await hooks.every('fitEnd', reason); // even after a failure: others close files and servers here
  } catch (error) {
    failure ??= { error }; // report the first failure
  }
  events.emit('fit:ended', { progress: run.progress, reason, ...(failure && { error: failure.error }) });
  if (failure) throw failure.error;
  return reason;
}

/** Why a fit that nobody stops is over; it may have begun beyond its end. */
function doneBecause({ epochs, progress: { epoch } }: RunState): string {
  if (epoch > epochs) return `nothing to train: ${numberOf(epoch, 'epoch')} done before, and \`epochs\` is ${epochs}`;
  return epochs === 1 ? 'the one epoch is done' : `all ${epochs} epochs are done`;
}

/** One epoch, or what is left of it in a continued run. @returns false if it was left before its end */
async function runEpoch(loop: LoopParts): Promise<boolean> {
  const { run, hooks, reports } = loop;
  if (run.closing === undefined && !(await trainAndEvaluate(loop))) return false;
  // 4 after: continues where a hook failed in an earlier fit
  const { record, done } = run.closing!;
  await hooks.onward('epochEnd', done, record.metrics);
  if (run.isRewinding()) return false;
  run.closing = undefined;
  reports.reset();
  run.events.emit('epoch:ended', { progress: run.progress, metrics: record.metrics });
  run.progress = { ...run.progress, epoch: run.progress.epoch + 1, batch: 0 };
  await save(loop);
  return true;
}

/** Creates the epoch's record. @returns false if the epoch was left */
async function trainAndEvaluate(loop: LoopParts): Promise<boolean> {
  const { run, hooks } = loop;
  const { events } = run;
  // 1 prepare
  await hooks.series('epochStart');
  const scalars = run.scalars.values();
  events.emit('epoch:started', { progress: run.progress, scalars });
  // 2 train
  const trained = await trainEpoch(loop);
  if (run.leaving !== undefined) return false;
  // 3 evaluate
  const reported = await readReports(loop);
  const evaluated = await evaluateEpoch(loop).catch((error: unknown) => {
    if (error instanceof EvaluationLeft) return undefined;
    throw error;
  });
  if (evaluated === undefined) return false; // the reports stay, to be read again
  const record = { epoch: run.progress.epoch, metrics: { ...scalars, ...reported, ...evaluated }, ...trained };
  run.history.push(record);
  run.closing = { record, done: new Set() };
  return true;
}

function save({ run, hooks, saver }: LoopParts): Promise<void> {
  const { watch } = run;
  return hooks.around('save', async () => saver && watch.time(watch.saving, () => saver.save(run)));
}

/** The remaining micro-batches of one epoch, with an optimiser step at the end of every group. */
async function trainEpoch(loop: LoopParts): Promise<Pick<EpochRecord, 'seconds' | 'samplesPerSecond'>> {
  const { run, hooks, programs, accumulate } = loop;
  const { watch } = run;
  const started = performance.now();
  const breath = new Breath();
  let samples = 0;

  for await (const batch of batchesToDo(loop.data, run)) {
    if (samples === 0) lookAtModel(loop, true);
    if (run.group.size === 0) {
      await hooks.series('stepStart');
      lookAtModel(loop);
    }
    const { names } = loop.model;
    const group = { size: run.group.size + 1, samples: run.group.samples + batch.size, parameters: names };
    const full = group.size === accumulate;

    const scalars = run.scalars.values();
    const program = full ? programs.update : programs.accumulate;
    const fed = feed(batch, scalarInputs({ ...scalars, samples: batch.size }));
    const key = { seed: run.seed, counter: run.progress.micro };
    await watch.time(watch.step, () => program.run(fed, key));

    samples += batch.size;
    const { epoch, batch: done, step, micro } = run.progress;
    run.progress = { epoch, batch: done + 1, step: full ? step + 1 : step, micro: micro + 1 };
    run.group = full ? EMPTY_GROUP : group;
    run.events.emit('batch:ended', { progress: run.progress, samples: batch.size });
    if (full) await endStep(loop, scalars);
    await breath.take();
    if (full && run.leaving !== undefined) break;
  }
  if (run.group.size > 0) await endShortGroup(loop);
  const seconds = (performance.now() - started) / 1000;
  return { seconds, samplesPerSecond: samples / seconds };
}

/** The source has ended within a group: its gradients get their own step, or are dropped. */
async function endShortGroup(loop: LoopParts): Promise<void> {
  const { run, programs, accumulate, flush } = loop;
  const { size } = run.group;
  if (flush) {
    // The counter of the last micro-batch: what the hooks draw is what they would have drawn with it.
    const key = { seed: run.seed, counter: run.progress.micro - 1 };
    const scalars = run.scalars.values();
    await run.watch.time(run.watch.step, () => programs.apply.run(scalarInputs(scalars), key));
    run.progress = { ...run.progress, step: run.progress.step + 1 };
    run.group = EMPTY_GROUP;
    await endStep(loop, scalars);
  } else if (size === run.progress.batch && run.leaving === undefined) {
    throw new TrainError(
      'CL_NO_STEP',
      `epoch ${run.progress.epoch} has ${numberOf(size, 'micro-batch', 'micro-batches')}, fewer than \`accumulate\` (${accumulate}), and \`flush\` is false: nothing was trained. Lower \`accumulate\`, or leave \`flush\` at true`,
    );
  } else {
    loop.dropGroup();
    run.group = EMPTY_GROUP;
  }
}

async function endStep({ run, hooks }: LoopParts, scalars: Metrics): Promise<void> {
  await hooks.series('stepEnd');
  run.events.emit('step:ended', { progress: run.progress, scalars });
}

/**
 * The trained parameters may change here. A group that started with other parameters, or is already as large as groups
 * are now (before an error, or before the run was restored), cannot be finished: its gradients are dropped.
 */
function lookAtModel(loop: LoopParts, thoroughly = false): void {
  const { run, model, accumulate } = loop;
  const { progress, group, events } = run;
  if (model.look(thoroughly)) events.emit('model:changed', { progress, parameters: model.names });
  const sameParameters = (group.parameters ?? model.names).join() === model.names.join();
  if (group.size === 0 || (sameParameters && group.size < accumulate)) return;
  loop.dropGroup();
  run.group = EMPTY_GROUP;
  const why = sameParameters ? `\`accumulate\` is ${accumulate} now` : 'the trained parameters have changed';
  const left = group.size === 1 ? 'the micro-batch' : `the ${group.size} micro-batches`;
  const message = `${left} before the current step ${group.size === 1 ? 'is' : 'are'} left out: ${why}`;
  events.emit('run:notice', { by: 'core-loop', message });
}

/** The epoch's reported numbers; a loss that is not finite ends the run. */
async function readReports({ reports, run }: LoopParts): Promise<Metrics> {
  const metrics = await reports.read();
  const { loss } = metrics;
  if (loss !== undefined && !Number.isFinite(loss)) {
    throw new TrainError(
      'CL_LOSS_NOT_FINITE',
      `the mean loss of epoch ${run.progress.epoch} is ${loss}. Lower the learning rate, clip gradients, or look for bad values in the data`,
    );
  }
  return metrics;
}

/** Evaluation inside the `evaluate` hooks (EMA swaps its weights in and out there). */
async function evaluateEpoch({ run, hooks, evaluate }: LoopParts): Promise<Metrics> {
  if (evaluate === undefined) return {};
  const { events, watch } = run;
  events.emit('eval:started', { progress: run.progress });
  const metrics = await hooks.around('evaluate', async () => {
    const breath = new Breath();
    const pause = async (): Promise<void> => {
      await breath.take();
      if (run.leaving !== undefined) throw new EvaluationLeft();
    };
    const measured = await watch.time(watch.evaluation, () => evaluate(run, pause));
    run.setEvaluated(measured);
    return measured;
  });
  events.emit('eval:ended', { progress: run.progress, metrics });
  return metrics;
}
