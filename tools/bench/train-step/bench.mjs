// The training step beside its peers: all configurations of one batch size are processes that take turns, so that what
// else the machine does meets all of them.
import { setTimeout as sleep } from 'node:timers/promises';
import { startWorker } from '../processes.mjs';
import { median } from '../table.mjs';
import { configurations, findTorch, SLOW_BATCH } from './configurations.mjs';
import { nameOf } from './report.mjs';
import { PRODUCT_FLOPS, stepFlops } from './work.mjs';

/** Between two turns: idle threads of the last one spin for some milliseconds. */
const PAUSE_MS = 200;
const MOST_STEPS = 500;

/** @returns `{ rows, skipped }`: a row per configuration, and what was left out and why */
export async function benchSteps(options, say) {
  const torch = findTorch();
  const skipped = [];
  if (torch.skipped) skipped.push(`PyTorch: ${torch.skipped}`);
  else say(`PyTorch ${torch.version}`);
  if (!options.slow) skipped.push('tf.layers trainOnBatch on cpu: takes tens of seconds a step; add --slow');
  else if (!options.batches.includes(SLOW_BATCH)) skipped.push(`tf.layers: runs at batch ${SLOW_BATCH} only`);
  const rows = [];
  for (const batch of options.batches) {
    rows.push(...(await benchBatch(configurations(batch, options, torch), options, say, skipped)));
  }
  return { rows, skipped };
}

async function benchBatch(list, { rounds, roundSeconds }, say, skipped) {
  const runners = [];
  for (const { worker: start, once = false, ...row } of list) {
    const name = `${nameOf(row)}, batch ${row.batch}`;
    say(`start ${name}`);
    try {
      const worker = await startWorker(start);
      const { skipped: reason, ...about } = worker.about;
      if (reason !== undefined) {
        skipped.push(`${name}: ${reason}`);
        await worker.close();
        continue;
      }
      const steps = once ? 1 : Math.max(1, Math.min(MOST_STEPS, Math.round((roundSeconds * 1000) / about.stepMs)));
      runners.push({ worker, steps, rounds: once ? 1 : rounds, row: { ...row, ...about, steps, stepSeconds: [] } });
    } catch (error) {
      runners.push({ rounds: 0, row: { ...row, error: error.message } });
    }
  }
  for (let round = 0; round < rounds; round++) {
    say(`batch ${list[0].batch}, round ${round + 1} of ${rounds}`);
    for (const runner of runners) if (round < runner.rounds) await turn(runner);
  }
  for (const { worker } of runners) await worker?.close();
  return runners.map(({ row }) => (row.error === undefined ? withRates(row) : row));
}

async function turn(runner) {
  const { worker, steps, row } = runner;
  await sleep(PAUSE_MS);
  try {
    const { seconds, peakRssMB } = await worker.run(steps);
    row.stepSeconds.push(seconds / steps);
    row.peakRssMB = peakRssMB;
  } catch (error) {
    row.error = error.message;
    runner.rounds = 0;
  }
}

function withRates(row) {
  const flops = row.kind === 'product' ? PRODUCT_FLOPS : stepFlops(row.batch);
  const middle = median(row.stepSeconds);
  const rate = row.kind === 'product' ? {} : { samplesPerSecond: row.batch / middle };
  return { ...row, medianMs: middle * 1000, ...rate, gflops: flops / middle / 1e9 };
}
