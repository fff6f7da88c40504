import { synchronous } from '../contract/awaitable.js';
import { checkBatch } from '../contract/check-batch.js';
import type { DataSource, HostBatch, MetricsFunction } from '../contract/data.js';
import type { Runnable } from '../contract/engine.js';
import type { Metrics } from '../contract/records.js';
import type { HostTensor, HostTensors } from '../contract/tensors.js';
import { TrainError } from '../errors/errors.js';
import { ConcatenatedBatches } from './concatenate-batches.js';
import { under } from './step-tensors.js';

/** Result of a pass over a whole source: outputs and targets concatenated along samples, losses as means by their weights. */
interface InferencePass {
  readonly outputs: ConcatenatedBatches;
  readonly targets: ConcatenatedBatches;
  readonly losses: Readonly<Record<string, number>>;
}

interface PassOptions {
  /** Name of the source in messages. */
  readonly of: string;
  readonly seed: number;
  /** Which tensors of all batches are kept. */
  readonly keep: readonly ('outputs' | 'targets')[];
  /** Fed along, for losses that use them. */
  readonly scalars?: HostTensors;
  readonly pad?: number | undefined;
  readonly pause?: (() => Promise<void>) | undefined;
}

/** Runs an inference program over every batch. */
async function pass(runnable: Runnable, source: DataSource, options: PassOptions): Promise<InferencePass> {
  const { of, seed, keep, scalars = {}, pad, pause } = options;
  const outputs = new ConcatenatedBatches('output', of, pad);
  const targets = new ConcatenatedBatches('target', of);
  const sums: Record<string, number> = {};
  const counts: Record<string, number> = {};
  let index = 0;
  for await (const given of source.batches({ epoch: 0, seed })) {
    await pause?.();
    const batch = checkBatch(given, of, index++);
    const made = await runnable.run(feed(batch, scalars), { seed, counter: 0 });
    const { weight: whole, ...losses } = under('loss/', made);
    const weight = whole?.data[0] ?? batch.size;
    for (const name in losses) {
      if (name.startsWith('weight/')) continue;
      const by = losses[`weight/${name}`]?.data[0] ?? weight;
      // With weight 0 it may be 0 / 0.
      sums[name] = (sums[name] ?? 0) + (by === 0 ? 0 : losses[name]!.data[0]! * by);
      counts[name] = (counts[name] ?? 0) + by;
    }
    if (keep.includes('outputs')) outputs.add(under('output/', made), batch.size);
    if (keep.includes('targets')) targets.add(batch.targets, batch.size, true);
  }
  if (index === 0) throw new TrainError('CL_DATA_EMPTY', `${of} has no batch. Check the source and its batch size`);
  if (counts['total'] === 0) {
    throw new TrainError(
      'CL_LOSS_INVALID',
      `the weights that the loss returned for ${of} are 0 in all batches, so its mean losses are undefined. Check the masks or weights in the data`,
    );
  }
  // One of its own weight may have counted nowhere: it is left out, as where it is reported.
  const counted = Object.entries(sums).filter(([name]) => counts[name] !== 0);
  const losses = Object.fromEntries(counted.map(([name, sum]) => [name, sum / counts[name]!]));
  return { outputs, targets, losses };
}

/** Outputs for every sample, and the targets of those that are kept. */
export async function predictAll(
  predictor: Runnable,
  source: DataSource,
  how: Pick<PassOptions, 'seed' | 'keep' | 'pad'>,
): Promise<Record<'outputs' | 'targets', HostTensors>> {
  const { outputs, targets } = await pass(predictor, source, { ...how, of: 'the source of predict()' });
  return { outputs: outputs.join(), targets: targets.join() };
}

/** How {@link evaluateWith} evaluates. */
export interface EvaluateHow {
  readonly scalars: Metrics;
  readonly seed: number;
  readonly metrics: MetricsFunction | undefined;
  readonly pause: (() => Promise<void>) | undefined;
}

/** Losses as `val_…`, and what `metrics` makes of all outputs and targets. */
export async function evaluateWith(
  evaluator: Runnable,
  source: DataSource,
  how: EvaluateHow,
  of = 'the evaluation data',
): Promise<Metrics> {
  const { metrics } = how;
  const { outputs, targets, losses } = await pass(evaluator, source, {
    ...how,
    of,
    keep: metrics ? ['outputs', 'targets'] : [],
    scalars: scalarInputs(how.scalars),
  });
  const named = Object.entries(losses).map(([name, value]) => [name === 'total' ? 'val_loss' : `val_${name}`, value]);
  return { ...Object.fromEntries(named), ...synchronous(metrics?.(outputs.join(), targets.join()), '`metrics`') };
}

/** The same over further sources, each under its own name: `test_loss` where the evaluation has `val_loss`, `test_rmse` for `rmse`. */
export async function alsoEvaluate(
  evaluator: Runnable,
  sources: Readonly<Record<string, DataSource>>,
  how: EvaluateHow,
): Promise<Metrics> {
  const found: Record<string, number> = {};
  for (const [as, source] of Object.entries(sources)) {
    const metrics = await evaluateWith(evaluator, source, how, `the data '${as}' of alsoEvaluate`);
    for (const [name, value] of Object.entries(metrics)) found[`${as}_${name.replace(/^val_/, '')}`] = value;
  }
  return found;
}

/** Names a batch's tensors and the scalars as step programs expect them. */
export function feed(batch: Pick<HostBatch, 'inputs' | 'targets'>, scalars: HostTensors): HostTensors {
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
