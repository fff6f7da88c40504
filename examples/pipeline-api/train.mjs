// Remaining useful life of turbofan engines, NASA C-MAPSS FD001: the whole pipeline, put together from its packages.
// Environment: AMNL_DATA_DIR (NASA's files), or SIMULATE (a number of simulated engines); EPOCHS; OUT (a new folder).
import { mkdir, writeFile } from 'node:fs/promises';
import { amnlLoss } from '@amnl/amnl-loss';
import { checkpoint } from '@amnl/checkpoint';
import { createTrainer } from '@amnl/core-loop';
import { loadCmapss } from '@amnl/data-cmapss/node';
import { prepareFleet } from '@amnl/data-fleet';
import { earlyStop } from '@amnl/early-stop';
import { ema } from '@amnl/ema';
import { onnxEngine } from '@amnl/engine-onnx';
import { gradClip } from '@amnl/grad-clip';
import { evaluateRul, flatMetrics } from '@amnl/metrics-rul';
import { createRulModel } from '@amnl/model-rul';
import { adamW, weightDecaySteps } from '@amnl/optim-adamw';
import { progress } from '@amnl/progress';
import { report } from '@amnl/report';
import { warmupCosine } from '@amnl/sched-warmup-cosine';
import { enableProdMode } from '@tensorflow/tfjs'; // brings the gradients

enableProdMode(); // no advice to install another TensorFlow.js
process.on('uncaughtException', ({ message }) => {
  console.error(message);
  process.exit(2);
});
const { EPOCHS = '4', OUT = `runs/pipeline-api-${Date.now()}`, SIMULATE: n } = process.env;
const simulate = n ? { simulate: { trainUnits: Number(n), testUnits: Number(n) } } : {};
const data = await loadCmapss({ subset: 'FD001', ...simulate });
for (const notice of data.notices) console.error(notice); // says so where the fleet is simulated
// The best epoch is chosen on training engines that are held out, so the test engines stay unseen until the end.
const sources = prepareFleet(data, { selection: 'holdout', selectionWindows: 'last', batchSize: 128 });
/** @type {import('@amnl/metrics-rul').RulReport | undefined} */
let evaluation;
const trainer = createTrainer({
  model: createRulModel({ hidden: 64, channels: [32, 64, 32], heads: 4, funnel: [64, 32], dropout: 0.2 }),
  data: sources.train,
  evaluation: sources.selection,
  metrics: (outputs, targets) => flatMetrics((evaluation = evaluateRul(outputs, targets))),
  engine: onnxEngine({ threads: 2 }), // compiled
  epochs: Number(EPOCHS),
  plugins: [
    progress(),
    amnlLoss(),
    adamW({ learningRate: 1.5e-3 }),
    weightDecaySteps({ steps: [{ epoch: 2, factor: 0.5 }] }),
    warmupCosine({ warmup: { epochs: 1 } }),
    gradClip({ norm: 1 }),
    ema(),
    earlyStop({ monitor: 'RMSE_last_cycle', patience: 3 }),
    checkpoint({ dir: `${OUT}/checkpoints`, monitor: 'RMSE_last_cycle' }),
    report({ file: `${OUT}/report.html` }),
  ],
});
if (!(await mkdir(OUT, { recursive: true }))) throw new Error(`${OUT} is there already. Give another folder in OUT`);
const { history } = await trainer.fit(); // the model now holds the best weights
const metrics = await trainer.evaluate(sources.test);
await writeFile(`${OUT}/scaler.json`, JSON.stringify(sources.scaler)); // belongs to the weights
await writeFile(`${OUT}/metrics.json`, JSON.stringify({ simulated: data.simulated, metrics, evaluation, history }));
console.log(JSON.stringify({ out: OUT, simulated: data.simulated, ...metrics }));
