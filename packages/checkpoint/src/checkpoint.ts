import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { metricOf, needEvaluationFor, type Plugin, type Run, SaverToken } from '@amnl/core-loop';
import { makeFolder } from './atomic.js';
import { type CheckpointFacts, describe } from './checkpoint-file.js';
import { type Copied, copyTensors } from './copy-tensors.js';
import { writeError } from './errors.js';
import { seal } from './file-checksums.js';
import { epochFile, FILES } from './file-names.js';
import { type FileSystem, nodeFiles } from './file-system.js';
import { type CheckpointOptions, withDefaults } from './options.js';
import { type Kept, type Ranked, rank } from './ranking.js';
import { type Disk, replace, replaceLast } from './replace.js';
import { SaveQueue } from './save-queue.js';
import { removeLeftovers } from './temporary.js';

/** The plugin's environment. */
export interface Outside {
  readonly files: FileSystem;
  wait(milliseconds: number): Promise<void>;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
}

/** A file with a copy of everything that goes into it. */
interface Draft extends Copied {
  readonly metadata: Readonly<Record<string, string>>;
}

const NAME = 'checkpoint';
const OTHERWISE = ', or { monitor: false } to keep no best';
const ADVICE = `Set { monitor } to one of them${OTHERWISE}`;

/**
 * Saves the run after every evaluation, when it is stopped within an epoch, and at intervals if requested: each file completely
 * or not at all, in the background once everything is copied.
 * `last.safetensors` has the weights, all run-owned variables and the state of all plugins: everything needed to resume;
 * `previous.safetensors` is the one before. `best.safetensors` has the weights that earned the best monitored metric (EMA
 * weights if `ema` is in the list), and the raw ones.
 *
 * `monitor` and `mode` are its own, as in Keras: it does not follow those of `earlyStop`.
 *
 * @throws CL_OPTION_INVALID; in the run CL_METRIC_UNKNOWN, and what `writeAtomic` throws
 */
export function checkpoint(options: CheckpointOptions): Plugin {
  return checkpointWith({ files: nodeFiles, wait: (ms) => wait(ms), now: () => performance.now() }, options);
}

/** {@link checkpoint} in any environment. */
export function checkpointWith({ files, wait, now }: Outside, options: CheckpointOptions): Plugin {
  const { dir, monitor, every, about, ...ranking } = withDefaults(options);
  const queue = new SaveQueue();
  let kept: readonly Kept[] = [];
  let savedAt = now();

  const save = async (run: Run): Promise<void> => {
    await queue.idle(); // one save at a time: memory stays bounded
    savedAt = now();
    const { progress } = run;
    // In the middle of an epoch there is nothing to rank.
    const record = progress.batch === 0 ? run.history.at(-1) : undefined;
    let ranked: Ranked | undefined;
    if (record !== undefined && monitor !== false) {
      const value = metricOf(NAME, record.metrics, monitor, ADVICE);
      ranked = rank(kept, { epoch: record.epoch, value }, ranking);
      kept = ranked.kept; // before the snapshot, so that a resumed run knows it
      if (kept.length === 0) {
        const message = `${monitor} is ${value} in epoch ${record.epoch}: there is no best checkpoint yet`;
        run.events.emit('run:notice', { by: NAME, message });
      }
    }
    const { tensors, state } = run.snapshot();
    const facts = { epochs: progress.epoch, step: progress.step, metrics: run.history.at(-1)?.metrics ?? {}, about };
    const last = await draft({ ...facts, kind: 'last', state }, tensors);
    const best = ranked?.isKept ? await draft({ ...facts, kind: 'best' }, bestTensors(run)) : undefined;

    queue.start(async () => {
      const notify = (message: string) => run.events.emit('run:notice', { by: NAME, message });
      const disk: Disk = { files, wait, notify };
      const saved = (uri: string) => run.events.emit('checkpoint:saved', { progress, uri });
      if (best !== undefined) {
        const parts = await sealed(best);
        const epoch = ranking.top > 1 && epochFile(record!.epoch);
        for (const name of [epoch, ranked!.isBest && FILES.best]) {
          if (name === false) continue;
          await replace(disk, join(dir, name), parts);
          saved(join(dir, name));
        }
      }
      const paths = { last: join(dir, FILES.last), previous: join(dir, FILES.previous) };
      await replaceLast(disk, paths, await sealed(last));
      saved(paths.last);
      // Only now: a run resumed from the previous checkpoint must find the files that it refers to.
      for (const epoch of ranked?.dropped ?? []) {
        const path = join(dir, epochFile(epoch));
        await files.remove(path).catch((error: Error) => notify(`could not remove ${path}: ${error.message}`));
      }
    });
  };

  const sealed = ({ layout, body, metadata }: Draft) =>
    seal(layout, body, metadata).catch((error: unknown) => Promise.reject(writeError(dir, error)));

  const isDue = (step: number): boolean => {
    const { steps = Infinity, minutes = Infinity } = every;
    return step % steps === 0 || now() - savedAt >= minutes * 60_000;
  };

  return {
    name: NAME,
    fingerprint: { monitor, ...ranking },
    provide: (bind) => bind(SaverToken, () => ({ save })),
    hooks: {
      async fitStart(run) {
        if (monitor !== false) needEvaluationFor(NAME, run, monitor, OTHERWISE);
        await makeFolder(files, dir); // an unwritable folder is reported before the first epoch, not after it
        await removeLeftovers(files, dir);
        savedAt = now();
      },
      stepEnd(run) {
        queue.check();
        return isDue(run.progress.step) ? save(run) : undefined;
      },
      epochEnd: () => queue.check(),
      fitEnd: () => queue.idle(),
    },
    state: {
      version: 2,
      save: () => kept,
      load(data, version) {
        if (version === 1) kept = data === null ? [] : [data as Kept];
        else kept = data as readonly Kept[];
      },
    },
  };
}

/** Everything is copied when this resolves; the run may continue. */
async function draft(facts: CheckpointFacts, tensors: Parameters<typeof copyTensors>[0]): Promise<Draft> {
  const metadata = describe(facts);
  return { metadata, ...(await copyTensors(tensors)) };
}

/** The evaluated weights; the live ones if the epoch had no evaluation. */
function bestTensors({ model, evaluated, history }: Run): Parameters<typeof copyTensors>[0] {
  const live = { ...model.parameters, ...model.buffers };
  const weights = evaluated?.epoch === history.at(-1)!.epoch ? evaluated.weights : live;
  return { ...prefixed('model/', weights), ...prefixed('raw/', live) };
}

function prefixed<T>(prefix: string, values: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value]));
}
