import { join } from 'node:path';
import { type Metrics, type Plugin, type Run, SaverToken, TrainError } from '@amnl/core-loop';
import { makeFolder } from './atomic.js';
import { download, writeCheckpoint } from './checkpoint-file.js';
import { failure } from './errors.js';

/** Options of {@link checkpoint}. */
export interface CheckpointOptions {
  /** Folder of the files; made if need be. */
  readonly dir: string;
  /** Metric that decides what is best; `false` writes no `best.safetensors`. @default 'RMSE_last_cycle' */
  readonly monitor?: string | false;
  /** @default 'min' */
  readonly mode?: 'min' | 'max';
}

/** The best epoch so far, as JSON. */
interface Best {
  readonly epoch: number;
  /** `null` where it was not finite: the first epoch is always kept. */
  readonly value: number | null;
}

/**
 * Saves the run after every evaluation, each file whole or not at all:
 * `last.safetensors` (weights, all run-owned variables, the state of all plugins: everything needed to go on) and, when
 * the monitored metric is the best so far, `best.safetensors` (the weights that earned it, EMA weights where `ema` is in
 * the list, and the raw ones).
 *
 * @throws CL_OPTION_INVALID; in the run CL_METRIC_UNKNOWN, and what `writeAtomic` throws
 */
export function checkpoint({ dir, monitor = 'RMSE_last_cycle', mode = 'min' }: CheckpointOptions): Plugin {
  if (typeof dir !== 'string' || dir === '') throw failure('CL_OPTION_INVALID', 'dir must name a folder');
  if (mode !== 'min' && mode !== 'max') {
    throw failure('CL_OPTION_INVALID', `mode must be 'min' or 'max'; found '${String(mode)}'`);
  }
  const better = (value: number, than: number | null) =>
    Number.isFinite(value) && (than === null || (mode === 'min' ? value < than : value > than));
  let best: Best | null = null;

  const save = async (run: Run): Promise<void> => {
    const record = run.history.at(-1)!;
    if (monitor !== false) {
      const value = read(record.metrics, monitor);
      if (best === null || better(value, best.value)) {
        best = { epoch: record.epoch, value: Number.isFinite(value) ? value : null };
        await saveBest(run, join(dir, 'best.safetensors'));
      }
    }
    // After `best` was decided, so that a resumed run knows it.
    await saveLast(run, join(dir, 'last.safetensors'));
  };

  return {
    name: 'checkpoint',
    provide: (bind) => bind(SaverToken, () => ({ save })),
    hooks: { fitStart: () => makeFolder(dir) }, // an unwritable place shows before the first epoch, not after it
    state: {
      version: 1,
      save: () => best,
      load(data) {
        best = data as Best | null;
      },
    },
  };
}

async function saveLast(run: Run, path: string): Promise<void> {
  const { tensors, state } = run.snapshot();
  const { metrics } = run.history.at(-1)!;
  await writeCheckpoint(path, {
    kind: 'last',
    epochs: run.progress.epoch,
    metrics,
    state,
    tensors: await download(tensors),
  });
  run.events.emit('checkpoint:saved', { progress: run.progress, uri: path });
}

/** The evaluated weights; the live ones where the epoch had no evaluation. */
async function saveBest(run: Run, path: string): Promise<void> {
  const { epoch, metrics } = run.history.at(-1)!;
  const live = { ...run.model.parameters, ...run.model.buffers };
  const weights = run.evaluated?.epoch === epoch ? run.evaluated.weights : live;
  await writeCheckpoint(path, {
    kind: 'best',
    epochs: run.progress.epoch,
    metrics,
    tensors: { ...prefixed('model/', await download(weights)), ...prefixed('raw/', await download(live)) },
  });
  run.events.emit('checkpoint:saved', { progress: run.progress, uri: path });
}

function prefixed<T>(prefix: string, values: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value]));
}

function read(metrics: Metrics, monitor: string): number {
  const value = metrics[monitor];
  if (value !== undefined) return value;
  const reported = Object.keys(metrics).join(', ') || 'none';
  throw new TrainError(
    'CL_METRIC_UNKNOWN',
    `no metric '${monitor}'; reported: ${reported}. Set { monitor }, or { monitor: false } to keep no best`,
    { by: 'checkpoint' },
  );
}
