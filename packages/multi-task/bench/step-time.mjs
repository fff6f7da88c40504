// node bench/step-time.mjs (after a build; NASA's files in AMNL_DATA_DIR): what a training step costs with each loss, preset quick on the
// compiled engine with one thread, all in one process, in turns. One JSON line a loss: processor time, which other programs hardly change, in
// milliseconds a step, and how many times that of AMNL.
import '@tensorflow/tfjs';
import { figure, median } from '../../../tools/bench/table.mjs';
import { createRulPipeline, PRESETS } from '../../cli/dist/index.js';
import { loadCmapss } from '../../data-cmapss/dist/node/index.js';
import { onnxEngine } from '../../engine-onnx/dist/index.js';

const ROUNDS = 8;
const LOSSES = ['amnl', 'fixed', 'rul', 'uncertainty', 'dwa', 'gradnorm', 'gaba', 'pcgrad', 'cagrad'];

const fleet = await loadCmapss({ subset: 'FD001', dataDir: process.env.AMNL_DATA_DIR });
/** Notes the processor time of every step. */
function watch(steps) {
  let before;
  return {
    name: 'watch',
    hooks: {
      stepStart() {
        before = process.cpuUsage();
      },
      stepEnd() {
        const { user, system } = process.cpuUsage(before);
        steps.push((user + system) / 1000);
      },
    },
  };
}

const [steps, times] = [LOSSES.map(() => []), LOSSES.map(() => [])];
const pipelines = LOSSES.map((loss, i) =>
  createRulPipeline({
    config: { ...PRESETS.quick, preset: 'quick', dataset: 'FD001', stride: 40, epochs: ROUNDS + 1, loss },
    fleet,
    engine: onnxEngine({ threads: 1 }),
    plugins: [watch(steps[i])],
  }),
);
for (let round = 0; round <= ROUNDS; round++) {
  for (const [i, { trainer }] of pipelines.entries()) {
    steps[i].length = 0;
    await trainer.fit({ epochs: round + 1 });
    if (round > 0) times[i].push(median(steps[i])); // the first epoch compiles
  }
}
for (const [i, loss] of LOSSES.entries()) {
  const ratios = times[i].map((time, round) => time / times[0][round]);
  figure(`step with ${loss}`, Number(median(times[i]).toFixed(1)), 'ms', { ofAmnl: Number(median(ratios).toFixed(2)) });
}
for (const pipeline of pipelines) pipeline.dispose();
