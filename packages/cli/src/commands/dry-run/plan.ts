import type { PreparedData } from '@amnl/data-fleet';
import type { ModelSummary } from '@amnl/engine-onnx/summary';
import type { Config } from '../../config/config.js';
import { RUN_FILES } from '../../run-folder/run-folder.js';
import { type WhatWasRunParts, whatWasRun } from '../../run-folder/what-was-run.js';
import type { Tried } from './try-steps.js';

/** What a dry run has found out. */
export interface PlanParts extends WhatWasRunParts {
  readonly config: Config;
  readonly sizes: PreparedData['sizes'];
  readonly batchesPerEpoch: number;
  readonly engine: string;
  readonly backend: string;
  readonly folder: string;
  /** Whether the data have test units. */
  readonly hasTest: boolean;
  readonly tensorboard: boolean;
  readonly tracked: boolean;
  readonly summary: ModelSummary;
  readonly tried: Tried;
}

/** Files that a run leaves. `run.lock` and the checkpoint before the last one come and go. */
function filesOf({ config, hasTest, tensorboard, tracked }: PlanParts): readonly string[] {
  const {
    lock: _,
    previous: __,
    checkpoints: ___,
    tensorboard: events,
    mlflow,
    holdout,
    calibration,
    ...files
  } = RUN_FILES;
  const asked = [
    [config.fold !== undefined && hasTest, holdout],
    [config.selection === 'holdout', calibration],
    [tensorboard, events],
    [tracked, mlflow],
  ] as const;
  return [...Object.values(files), ...asked.flatMap(([is, name]) => (is ? [name] : []))];
}

/** What a run would do, as `amnl train --dry-run --json` prints it. */
export function planOf(parts: PlanParts) {
  const { config, sizes, batchesPerEpoch, engine, backend, folder, summary, tried } = parts;
  const stepsPerEpoch = Math.ceil(batchesPerEpoch / config.accumulate);
  const { layers, flops, memory } = summary;
  return {
    dry_run: true as const,
    finished: false as const,
    ...whatWasRun(parts),
    engine,
    backend,
    threads: config.threads ?? null,
    data: {
      train_units: sizes.trainUnits,
      train_running_units: sizes.trainRunningUnits,
      train_windows: sizes.trainWindows,
      selection_units: sizes.selectionUnits,
      selection_running_units: sizes.selectionRunningUnits,
      selection_windows: sizes.selectionWindows,
      test_units: sizes.testUnits,
      test_running_units: sizes.testRunningUnits,
      test_windows: sizes.testWindows,
      // Their names in releases before, for one version.
      train_engines: sizes.trainUnits,
      selection_engines: sizes.selectionUnits,
      test_engines: sizes.testUnits,
    },
    schedule: {
      scheduler: config.scheduler,
      warmup_epochs: config.warmupEpochs,
      learning_rate: config.learningRate,
      early_stop_patience: config.earlyStopPatience,
    },
    batch_size: config.batchSize,
    accumulate: config.accumulate,
    batches_per_epoch: batchesPerEpoch,
    steps_per_epoch: stepsPerEpoch,
    epochs: config.epochs,
    steps: stepsPerEpoch * config.epochs,
    folder,
    files: filesOf(parts),
    layers: layers.map(({ name, shapes, trainable, fixed, flops }) => ({
      name,
      shapes,
      trainable,
      fixed,
      flops: flops / summary.batchSize,
    })),
    flops_per_sample: { forward: flops.forward, step: flops.step },
    memory_bytes: { ...memory },
    tried: { steps: tried.steps, seconds_per_step: tried.secondsPerStep, metrics: { ...tried.metrics } },
  };
}

/** What a run would do. */
export type RunPlan = ReturnType<typeof planOf>;
