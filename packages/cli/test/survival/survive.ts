import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeSafetensors } from '@amnl/checkpoint';
import { fillUniform } from '@amnl/core-loop';
import { amnl, type Finished } from '../amnl.js';

/** What is trained. */
export interface Cell {
  readonly engine: 'eager' | 'onnx';
  readonly backend: 'cpu' | 'wasm' | 'tensorflow';
  readonly accumulate: 1 | 3;
  readonly scheduler: 'plateau' | 'cosine';
}

/** The command line of a cell: the smallest network that is still the whole network, with a checkpoint every second step. */
export function commandOf({ engine, backend, accumulate, scheduler }: Cell, fleet: string, epochs = 6): string[] {
  const settings = {
    hidden: 4,
    channels: 4,
    heads: 2,
    funnel: 8,
    window: 10,
    pool: 2,
    stride: 10,
    batchSize: 16,
    accumulate,
    scheduler,
    plateauPatience: 0, // so that the schedule has something to remember
    warmupEpochs: 1,
    checkpointSteps: 2,
    holdoutCuts: 1,
    evaluateAllEveryEpoch: true,
    evaluationBatchSize: 64,
  };
  const set = Object.entries(settings).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
  return ['train', '--data-dir', fleet, '--engine', engine, '--backend', backend, '--epochs', String(epochs), ...set];
}

/** Runs a command line to its end, with an error that shows what it said. */
export async function finish(args: readonly string[]): Promise<Finished> {
  const finished = await amnl(args);
  if (finished.code !== 0) throw new Error(`amnl ${args.join(' ')} ended with ${finished.code}:\n${finished.stderr}`);
  return finished;
}

/** Runs a command line that gets a signal at a moment of its own. */
export function signalledAt(args: readonly string[], moment: string, signal: NodeJS.Signals): Promise<Finished> {
  const probe = new URL('probe.mjs', import.meta.url).href;
  const from = fileURLToPath(new URL('../../package.json', import.meta.url));
  const env = {
    NODE_OPTIONS: `--import ${probe}`,
    AMNL_KILL_AT: moment,
    AMNL_KILL_FROM: from,
    AMNL_KILL_SIGNAL: signal,
  };
  return amnl(args, { env });
}

/** Runs a command line until it kills itself with SIGKILL. @returns false if it came to its end before */
export async function killAt(args: readonly string[], moment: string): Promise<boolean> {
  const { code, stderr } = await signalledAt(args, moment, 'SIGKILL');
  if (code !== null && code !== 0) throw new Error(`not killed at ${moment}, but ended with ${code}:\n${stderr}`);
  return code === null;
}

/** Kills a command line from outside after some milliseconds. @returns false if it came to its end before */
async function killAfter(args: readonly string[], ms: number): Promise<boolean> {
  const { code } = await amnl(args, {
    onStart: (child) => {
      const timer = setTimeout(() => child.kill('SIGKILL'), ms);
      child.once('close', () => clearTimeout(timer));
    },
  });
  return code === null;
}

/** Whole epochs of a run. */
export const epochsOf = (path: string) =>
  readFileSync(join(path, 'history.jsonl'), 'utf8').trimEnd().split('\n').length;

/** Sends signals, the first as soon as the first epoch is on disk. */
export const afterAnEpoch = (path: string, ...signals: NodeJS.Signals[]) => ({
  onStart(child: { kill(signal: NodeJS.Signals): unknown }) {
    const timer = setInterval(() => {
      if (!existsSync(join(path, 'history.jsonl'))) return;
      clearInterval(timer);
      for (const signal of signals) child.kill(signal);
    }, 20);
  },
});

/** Kinds of moments that a run is killed at, in turn: training, evaluation, and every part of writing a checkpoint. */
const KINDS = ['batch:ended', 'fs:write', 'eval:started', 'fs:rename', 'time', 'fs:open', 'eval:ended', 'fs:sync'];

/** A run that is killed `kills` times and goes on each time, until it is done. @returns where it was killed */
export async function survive(args: readonly string[], folder: string, kills: number, seed: number): Promise<string[]> {
  const random = fillUniform(new Float32Array(kills), seed, 'survive', 0);
  const killedAt: string[] = [];
  for (let i = 0; i < kills; i++) {
    const again = existsSync(join(folder, 'config.json')) ? ['train', '--resume', folder] : [...args, '--out', folder];
    const kind = KINDS[i % KINDS.length]!;
    const n = 1 + Math.floor(random[i]! * (kind.startsWith('eval') ? 2 : 6));
    const killed =
      kind === 'time' ? await killAfter(again, 300 + 1500 * random[i]!) : await killAt(again, `${kind}:${n}`);
    if (killed) killedAt.push(kind === 'time' ? kind : `${kind}:${n}`);
  }
  await finish(existsSync(join(folder, 'config.json')) ? ['train', '--resume', folder] : [...args, '--out', folder]);
  return killedAt;
}

/** Everything that a run leaves, but for its times: tensors by name as hashes, states, history, predictions, metrics. */
export function traces(folder: string) {
  const read = (name: string) => readFileSync(join(folder, name));
  const json = (text: string) => JSON.parse(text, (key, value) => (TIMES.has(key) ? undefined : value)) as unknown;
  const tensors = (name: string) => {
    const { tensors: all, metadata } = decodeSafetensors(read(join('checkpoints', name)));
    const hashes = Object.entries(all).map(([tensor, { data }]) => [tensor, hash(data)]);
    return { ...Object.fromEntries(hashes), state: json(metadata['state'] ?? 'null'), metrics: metadata['metrics'] };
  };
  return {
    last: tensors('last.safetensors'),
    best: tensors('best.safetensors'),
    history: read('history.jsonl')
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => json(line)),
    metrics: json(read('metrics.json').toString()),
    predictions: hash(read('predictions.csv')),
    model: hash(read('model.onnx')),
  };
}

const TIMES = new Set(['seconds', 'samplesPerSecond', 'samples_per_second', 'training_seconds', 'timings']);

function hash(data: ArrayBufferView): string {
  return createHash('sha256')
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest('hex');
}
