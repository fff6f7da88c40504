import type { Plugin, StepEngine } from '@amnl/core-loop';
import type { FleetData } from '@amnl/data-fleet';
import { type ModelSummary, summary } from '@amnl/engine-onnx/summary';
import { completeConfig } from '../../config/complete-config.js';
import type { AskedConfig } from '../../config/config.js';
import { selectionInWords } from '../../config/selection.js';
import { type LoadedCode, type OwnParts, ownParts } from '../../own-code/own-code.js';
import { loadRunData } from '../../own-code/own-data.js';
import { runContext } from '../../own-code/run-definition.js';
import { createRulPipeline, type RulPipeline, unseenInputs } from '../../pipeline/pipeline.js';
import { checkpoints, continueRun } from '../../run-folder/checkpoints.js';
import { checkUnchanged, type InUse, inUseOf, type ResumedRun } from '../../run-folder/resume.js';
import { printJson } from '../../terminal/terminal.js';
import { printStart } from '../summary.js';
import { planOf } from './plan.js';
import { printPlan } from './print-plan.js';
import { stepTrial, tryRun } from './try-steps.js';

/** What `amnl train` has made sure of before a run begins. */
export interface DryRunParts {
  readonly asked: AskedConfig;
  readonly engine: StepEngine;
  /** What is known of TensorFlow's library, where it computes. */
  readonly library: InUse['tensorflow'];
  /** Where the run would be. */
  readonly folder: string;
  /** The run that would go on. */
  readonly resumed: ResumedRun | undefined;
  readonly allowChange: boolean;
  readonly tensorboard: boolean;
  /** Whether the run would be tracked with a server. */
  readonly tracked: boolean;
  readonly json: boolean;
  /** Code of the user's. */
  readonly own: readonly LoadedCode[];
}

/**
 * `amnl train --dry-run`: everything that a run does before it begins, with the same errors; then two steps and the evaluation of one
 * batch with the real engine, and what the run would be. Nothing is written.
 */
export async function dryRun(parts: DryRunParts): Promise<void> {
  const { asked, engine, folder, resumed, allowChange } = parts;
  const data = await loadRunData(asked, parts.own, resumed?.folder);
  const config = completeConfig(asked, data);
  const inUse = inUseOf({ ...parts, config, data });
  const { code } = inUse;
  if (resumed) checkUnchanged(resumed, inUse, allowChange);
  const trial = stepTrial();
  // What a checkpoint compares; it saves nothing here.
  const { name, after, fingerprint, state } = checkpoints(folder, config, data.checksum);
  const silent: Plugin = {
    name,
    ...(after && { after }),
    ...(fingerprint && { fingerprint }),
    ...(state && { state }),
  };
  const mine = await ownParts(parts.own, runContext(config, data));
  const plugins = [...(mine.plugins ?? []), silent, trial.plugin];
  const pipeline = createRulPipeline({ ...mine, config, fleet: data, engine, plugins });
  try {
    const { sources, parameterCount, trainer } = pipeline;
    const { sizes, train, selection } = sources;
    const used = { engine: engine.name, backend: engine.backend, parameters: parameterCount };
    const hasTest = data.test !== undefined;
    const selectionRule = selectionInWords(config, hasTest);
    const unseen = unseenInputs(data, sources, pipeline.config);
    printStart(config, {
      ...used,
      sizes,
      simulated: data.simulated,
      hasTest,
      selectionRule,
      unseen,
      folder,
      code,
    });
    if (resumed) await continueRun(trainer, folder, { epochs: config.epochs, allowed: allowChange });
    const made = await summaryOf(pipeline, data, await ownParts(parts.own, runContext(config, data)));
    const batchesPerEpoch = train.batchesPerEpoch!;
    const ragged = sizes.trainWindows % (config.batchSize * config.accumulate) !== 0;
    const tried = await tryRun(trainer, trial, selection, { batchesPerEpoch, ragged });
    const plan = planOf({
      ...used,
      config,
      simulated: data.simulated,
      selectionRule,
      sizes,
      batchesPerEpoch,
      folder,
      hasTest,
      tensorboard: parts.tensorboard,
      tracked: parts.tracked,
      summary: made,
      tried,
    });
    printPlan(plan, made);
    if (parts.json) await printJson(plan);
  } finally {
    pipeline.dispose();
  }
}

/** Of the network, and of a step with all plugins that compute in it: a second pipeline is traced and thrown away. */
async function summaryOf(pipeline: RulPipeline, data: FleetData, mine: OwnParts): Promise<ModelSummary> {
  const { model, config, sources } = pipeline;
  let traced: RulPipeline | undefined;
  try {
    return await summary(model, {
      inputs: { window: [config.window, sources.scaler.inputs.length] },
      trainer({ engine, plugin }) {
        traced = createRulPipeline({
          ...mine,
          config,
          fleet: data,
          engine,
          plugins: [...(mine.plugins ?? []), plugin],
        });
        return traced.trainer;
      },
      print: false,
    });
  } finally {
    traced?.dispose();
  }
}
