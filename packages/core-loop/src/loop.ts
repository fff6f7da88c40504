import { nextFrame } from '@tensorflow/tfjs-core';
import { checkBatch } from './check-batch.js';
import type { Batch, DataSource } from './data.js';
import type { Runnable, StepEngine } from './engine.js';
import { TrainError } from './errors.js';
import type { HookRunner } from './hook-runner.js';
import { feed, scalarInputs } from './inference.js';
import type { Reports } from './reports.js';
import type { EpochRecord, Metrics, StopReason } from './run.js';
import type { RunState } from './run-state.js';
import type { Evaluator, Saver } from './tokens.js';

/** Everything the loop turns. */
export interface LoopParts {
  readonly run: RunState;
  readonly hooks: HookRunner;
  readonly engine: StepEngine;
  readonly data: DataSource;
  readonly programs: { readonly accumulate: Runnable; readonly update: Runnable };
  readonly reports: Reports;
  readonly evaluate: Evaluator | undefined;
  readonly saver: Saver | undefined;
  /** Micro-batches per optimiser step (A). */
  readonly accumulate: number;
  /** Whether a trailing group of fewer than A micro-batches gets its own step. */
  readonly flush: boolean;
  /** Forgets the gradients of a group that gets no step. */
  dropGroup(): void;
}

/** Milliseconds between two breaths for timers, signals and user interfaces (TensorFlow.js uses the same). */
const YIELD_EVERY_MS = 125;

/** The run from the current epoch to the last one; every hook and event of training is fired here, in this order. */
export async function fit(loop: LoopParts): Promise<StopReason> {
  const { run, hooks, engine } = loop;
  const { events } = run;
  let reason: StopReason = { by: 'epochs', because: `all ${run.epochs} epochs are done` };
  let failure: { error: unknown } | undefined;
  events.emit('fit:started', {
    progress: run.progress,
    epochs: run.epochs,
    batchesPerEpoch: loop.data.batchesPerEpoch,
  });
  try {
    await hooks.series('fitStart');
    while (run.progress.epoch < run.epochs && run.stopReasons.length === 0) {
      // 1 prepare
      await hooks.series('epochStart');
      const scalars = run.scalars.values();
      events.emit('epoch:started', { progress: run.progress, scalars });
      // 2 train
      const trained = await trainEpoch(loop);
      // 3 evaluate
      await engine.pull();
      const metrics = { ...scalars, ...(await readReports(loop)), ...(await evaluateEpoch(loop)) };
      // 4 after
      const record: EpochRecord = { epoch: run.progress.epoch, metrics, ...trained };
      run.history.push(record);
      await hooks.series('epochEnd', metrics);
      events.emit('epoch:ended', { progress: run.progress, metrics });
      run.progress = { ...run.progress, epoch: run.progress.epoch + 1, batch: 0 };
      await hooks.around('save', async () => loop.saver?.save(run));
    }
    reason = run.stopReasons[0] ?? reason;
  } catch (error) {
    failure = { error };
    reason = { by: 'error', because: error instanceof Error ? error.message : String(error) };
  }
  try {
    await engine.pull();
    await hooks.series('fitEnd', reason);
    await engine.push();
  } catch (error) {
    failure ??= { error }; // the first failure is the one to tell
  }
  events.emit('fit:ended', { progress: run.progress, reason, ...(failure && { error: failure.error }) });
  if (failure) throw failure.error;
  return reason;
}

/** All micro-batches of one epoch, an optimiser step at the end of every group. */
async function trainEpoch(loop: LoopParts): Promise<{ seconds: number; samplesPerSecond: number }> {
  const { run, hooks, programs } = loop;
  const started = performance.now();
  let breathed = started;
  let samples = 0;
  let group = { size: 0, samples: 0 };

  for await (const { batch, last } of withLast(loop.data.batches({ epoch: run.progress.epoch, seed: run.seed }))) {
    checkBatch(batch);
    if (group.size === 0) await hooks.series('stepStart');
    group = { size: group.size + 1, samples: group.samples + batch.size };
    const boundary = group.size === loop.accumulate || (last && loop.flush);

    const scalars = { ...run.scalars.values(), samples: batch.size, groupSamples: group.samples };
    const program = boundary ? programs.update : programs.accumulate;
    await program.run(feed(batch, scalarInputs(scalars)), { seed: run.seed, counter: run.progress.micro });

    samples += batch.size;
    const { epoch, batch: done, step, micro } = run.progress;
    run.progress = { epoch, batch: done + 1, step: boundary ? step + 1 : step, micro: micro + 1 };
    run.events.emit('batch:ended', { progress: run.progress, samples: batch.size });
    if (boundary) {
      group = { size: 0, samples: 0 };
      await hooks.series('stepEnd');
      run.events.emit('step:ended', { progress: run.progress, scalars });
    }
    if (performance.now() - breathed > YIELD_EVERY_MS) {
      await nextFrame();
      breathed = performance.now();
    }
  }
  if (samples === 0)
    throw new TrainError(
      'CL_DATA_EMPTY',
      `the training data gave no batch in epoch ${run.progress.epoch}. Check the source and its batch size`,
    );
  if (group.size > 0) loop.dropGroup();
  const seconds = (performance.now() - started) / 1000;
  return { seconds, samplesPerSecond: samples / seconds };
}

/** The epoch's reported numbers; a loss that is no number any more ends the run. */
async function readReports({ reports, engine, run }: LoopParts): Promise<Metrics> {
  const metrics = await reports.read();
  reports.reset();
  await engine.push();
  const { loss } = metrics;
  if (loss !== undefined && !Number.isFinite(loss)) {
    throw new TrainError(
      'CL_LOSS_NOT_FINITE',
      `the mean loss of epoch ${run.progress.epoch} is ${loss}. Lower the learning rate, clip gradients, or look for bad values in the data`,
    );
  }
  return metrics;
}

/** Evaluation inside the `evaluate` hooks (EMA swaps its weights in and out again there). */
async function evaluateEpoch({ run, hooks, engine, evaluate }: LoopParts): Promise<Metrics> {
  if (evaluate === undefined) return {};
  run.events.emit('eval:started', { progress: run.progress });
  const metrics = await hooks.around('evaluate', async () => {
    await engine.push();
    const measured = await evaluate(run);
    run.setEvaluated(measured);
    return measured;
  });
  await engine.push();
  run.events.emit('eval:ended', { progress: run.progress, metrics });
  return metrics;
}

/** Looks one batch ahead, to know the last one (it may end a short group). */
async function* withLast(
  batches: Iterable<Batch> | AsyncIterable<Batch>,
): AsyncGenerator<{ batch: Batch; last: boolean }> {
  let held: Batch | undefined;
  for await (const batch of batches) {
    if (held !== undefined) yield { batch: held, last: false };
    held = batch;
  }
  if (held !== undefined) yield { batch: held, last: true };
}
