import { join } from 'node:path';
import type { Plugin } from '@amnl/core-loop';
import { tensorBoard } from '@amnl/tensorboard';
import type { Config } from '../config/config.js';
import { RUN_FILES } from './run-folder.js';

/** Settings that make no other experiment: TensorBoard's table of hyper-parameters would be full of them. */
const LEFT_OUT: readonly (keyof Config)[] = ['dataDir', 'simulate', 'pad', 'checkpointSteps', 'checkpointMinutes'];

/** The `tensorboard` plugin of a run: scalars, and a row in the table of hyper-parameters. */
export function eventFiles(folder: string, config: Config): Plugin {
  const hparams: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries(config)) {
    if (LEFT_OUT.includes(name as keyof Config) || value === undefined) continue;
    hparams[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return tensorBoard({
    dir: join(folder, RUN_FILES.tensorboard),
    hparams,
    metrics: ['RMSE_last_cycle', 'nasa_score_last_cycle', 'health_accuracy'],
  });
}
