import { synchronous } from './awaitable.js';
import { checkBatch } from './check-batch.js';
import type { Batch, DataSource } from './data.js';
import type { Runnable } from './engine.js';
import { TrainError } from './errors.js';
import type { Metrics } from './run.js';
import type { HostTensor, HostTensors } from './tensors.js';
import type { MetricsFunction } from './trainer-options.js';

/** What a pass over a whole source gives: outputs and targets concatenated along samples, losses as means over samples. */
export interface InferencePass {
  readonly outputs: HostTensors;
  readonly targets: HostTensors;
  readonly losses: Readonly<Record<string, number>>;
  readonly samples: number;
}

/** Runs an inference program over every batch. `scalars` are fed along for losses that use them. */
export async function inferAll(
  runnable: Runnable,
  batches: Iterable<Batch> | AsyncIterable<Batch>,
  { scalars = {}, seed, pause }: { scalars?: HostTensors; seed: number; pause?: () => Promise<void> },
): Promise<InferencePass> {
  const outputs: HostTensors[] = [];
  const targets: HostTensors[] = [];
  const losses: Record<string, number> = {};
  let samples = 0;
  for await (const batch of batches) {
    await pause?.();
    checkBatch(batch);
    const made = await runnable.run(feed(batch, scalars), { seed, counter: 0 });
    samples += batch.size;
    const batchOutputs: Record<string, HostTensor> = {};
    for (const [name, value] of Object.entries(made)) {
      if (name.startsWith('output/')) batchOutputs[name.slice(7)] = value;
      else losses[name.slice(5)] = (losses[name.slice(5)] ?? 0) + value.data[0]! * batch.size;
    }
    outputs.push(batchOutputs);
    targets.push(
      Object.fromEntries(Object.entries(batch.targets).map(([name, t]) => [name, { ...t, data: t.data.slice() }])),
    );
  }
  for (const name of Object.keys(losses)) losses[name]! /= samples;
  return { outputs: concatAll(outputs), targets: concatAll(targets), losses, samples };
}

/** Losses as `val_…`, and what `metrics` makes of all outputs and targets. */
export async function evaluateWith(
  evaluator: Runnable,
  source: DataSource,
  how: {
    scalars: Metrics;
    seed: number;
    metrics: MetricsFunction | undefined;
    pause: (() => Promise<void>) | undefined;
  },
): Promise<Metrics> {
  const { seed, metrics, pause } = how;
  const scalars = scalarInputs(how.scalars);
  const pass = await inferAll(evaluator, source.batches({ epoch: 0, seed }), {
    scalars,
    seed,
    ...(pause && { pause }),
  });
  if (pass.samples === 0) {
    throw new TrainError('CL_DATA_EMPTY', 'the evaluation source gave no batch. Check the source and its batch size');
  }
  const losses = Object.entries(pass.losses).map(([name, value]) => [
    name === 'total' ? 'val_loss' : `val_${name}`,
    value,
  ]);
  return { ...Object.fromEntries(losses), ...synchronous(metrics?.(pass.outputs, pass.targets), '`metrics`') };
}

/** Names a batch's tensors and the scalars the way step programs read them. */
export function feed(batch: Batch, scalars: HostTensors): HostTensors {
  const fed: Record<string, HostTensor> = { ...scalars };
  for (const name in batch.inputs) fed[`input/${name}`] = batch.inputs[name]!;
  for (const name in batch.targets) fed[`target/${name}`] = batch.targets[name]!;
  return fed;
}

/** Host scalars as step inputs. */
export function scalarInputs(values: Readonly<Record<string, number>>): HostTensors {
  const inputs: Record<string, HostTensor> = {};
  for (const name in values) inputs[`scalar/${name}`] = { data: Float32Array.of(values[name]!), shape: [] };
  return inputs;
}

function concatAll(parts: readonly HostTensors[]): HostTensors {
  const joined: Record<string, HostTensor> = {};
  for (const name of Object.keys(parts[0] ?? {})) joined[name] = concat(parts.map((part) => part[name]!));
  return joined;
}

function concat(parts: readonly HostTensor[]): HostTensor {
  const first = parts[0]!;
  const length = parts.reduce((sum, part) => sum + part.data.length, 0);
  const data = first.data instanceof Int32Array ? new Int32Array(length) : new Float32Array(length);
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  const rows = parts.reduce((sum, part) => sum + (part.shape[0] ?? 1), 0);
  return { data, shape: [rows, ...first.shape.slice(1)] };
}
