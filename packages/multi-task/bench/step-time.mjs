// node bench/step-time.mjs (after a build; NASA's files in AMNL_DATA_DIR): what a training step costs with each loss, preset quick on the
// compiled engine, all in one process, in turns. One JSON line a loss: milliseconds a step, and how many times that of AMNL.
import '@tensorflow/tfjs';
import { figure, median } from '../../../tools/bench/table.mjs';
import { createRulPipeline, PRESETS } from '../../cli/dist/index.js';
import { loadCmapss } from '../../data-cmapss/dist/node/index.js';
import { onnxEngine } from '../../engine-onnx/dist/index.js';

const ROUNDS = 5;
const LOSSES = ['amnl', 'fixed', 'rul', 'uncertainty', 'dwa', 'gradnorm', 'gaba', 'pcgrad', 'cagrad'];

const fleet = await loadCmapss({ subset: 'FD001', dataDir: process.env.AMNL_DATA_DIR });
const pipelines = LOSSES.map((loss) =>
  createRulPipeline({
    config: { ...PRESETS.quick, preset: 'quick', dataset: 'FD001', stride: 32, epochs: ROUNDS + 1, loss },
    fleet,
    engine: onnxEngine({ threads: 2 }),
  }),
);
const times = LOSSES.map(() => []);
for (let round = 0; round <= ROUNDS; round++) {
  for (const [i, { trainer, sources }] of pipelines.entries()) {
    const { history } = await trainer.fit({ epochs: round + 1 });
    // The first epoch compiles.
    if (round > 0) times[i].push((1000 * history.at(-1).seconds) / sources.train.batchesPerEpoch);
  }
}
for (const [i, loss] of LOSSES.entries()) {
  const ratios = times[i].map((time, round) => time / times[0][round]);
  figure(`step with ${loss}`, median(times[i]), 'ms', { ofAmnl: Number(median(ratios).toFixed(2)) });
}
for (const pipeline of pipelines) pipeline.dispose();
