// node bench/start-up.mjs [THREADS STARTS] (after a build): what a run waits for before its first step, tracing the step and ONNX Runtime
// loading it, for the networks of two presets. One JSON line a figure: medians over fresh processes.
import { nodeWorker, startWorker } from '../../../tools/bench/processes.mjs';
import { figure, median } from '../../../tools/bench/table.mjs';
import { PRESETS } from '../../../tools/bench/train-step/work.mjs';

const [threads = 1, starts = 3] = process.argv.slice(2).map(Number);
/** What is measured, and the milliseconds that trace and session of the paper preset's network may take together. */
const TIMES = {
  traceMs: 'trace',
  sessionMs: 'session',
  bothMs: 'both (goal ≤ 4000 for paper)',
  firstStepMs: 'first step',
};

for (const preset of ['compact', 'paper']) {
  const { batch } = PRESETS[preset];
  const seen = [];
  for (let i = 0; i < starts; i++) {
    const worker = await startWorker(nodeWorker('ours.mjs', { preset, batch, threads }));
    seen.push({ ...worker.about, bothMs: worker.about.traceMs + worker.about.sessionMs });
    await worker.close();
  }
  for (const [key, what] of Object.entries(TIMES))
    figure(
      `start of ${preset}, batch ${batch}, ${threads} threads: ${what}`,
      median(seen.map((about) => about[key])),
      'ms',
    );
  figure(`start of ${preset}: program`, seen[0].modelMB, 'MB');
}
