// node bench/bench.mjs [epochs] (after a build of the workspace): one JSON line a figure.
//
// What the log costs a run of the RUL network (hidden 128: 999,940 parameters) compiled with ONNX Runtime, batches of 32 windows:
// the time spent in the plugin's hooks as a share of the run (median of the epochs), and the time of a step (of the fastest
// epoch). Epochs of all kinds of run alternate, so that a busy machine harms none of them more than others.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '@tensorflow/tfjs';
import { amnlLoss } from '@amnl/amnl-loss';
import { arrayData, createTrainer } from '@amnl/core-loop';
import { onnxEngine } from '@amnl/engine-onnx';
import { createRulModel } from '@amnl/model-rul';
import { adamW } from '@amnl/optim-adamw';
import { openEventWriter, tensorBoard } from '../dist/index.js';

const EPOCHS = Number(process.argv[2] ?? 6);
const STEPS = 40;
const BATCH = 32;
const folder = mkdtempSync(join(tmpdir(), 'tensorboard-bench-'));

function print(name, value, unit) {
  console.log(JSON.stringify({ name, value: Number(value.toPrecision(3)), unit }));
}
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

const samples = STEPS * BATCH;
const windows = Float32Array.from({ length: samples * 30 * 17 }, (_, i) => Math.sin(i * 0.37));
const data = arrayData({
  inputs: { window: { data: windows, shape: [samples, 30, 17] } },
  targets: {
    rul: { data: Float32Array.from({ length: samples }, (_, i) => i % 125), shape: [samples] },
    health: { data: Int32Array.from({ length: samples }, (_, i) => i % 3), shape: [samples] },
  },
  batchSize: BATCH,
});

/** The plugin with its hooks between steps timed. */
function timed(plugin) {
  const time = { spent: 0 };
  const hooks = Object.entries(plugin.hooks).map(([name, hook]) => {
    if (name === 'gradients') return [name, hook];
    const call = async (...args) => {
      const start = performance.now();
      try {
        return await hook(...args);
      } finally {
        time.spent += performance.now() - start;
      }
    };
    return [name, call];
  });
  return { ...plugin, hooks: Object.fromEntries(hooks), time };
}

/** A trainer and, by epoch, its shares of the plugin and its milliseconds a step; the first epoch compiles and is left out. */
function begin(options) {
  const plugin = options && timed(tensorBoard({ dir: mkdtempSync(join(folder, 'run-')), ...options }));
  const spent = [];
  const shares = [];
  const steps = [];
  let before;
  const watch = {
    name: 'watch',
    after: ['tensorboard'],
    hooks: {
      epochStart() {
        before = { spent: plugin?.time.spent ?? 0, at: performance.now() };
      },
      epochEnd(run) {
        if (run.progress.epoch === 0) return;
        spent.push((plugin?.time.spent ?? 0) - before.spent);
        shares.push(spent.at(-1) / (performance.now() - before.at));
        steps.push((1000 * run.history.at(-1).seconds) / STEPS);
      },
    },
  };
  const { time: _, ...bare } = plugin ?? {};
  const trainer = createTrainer({
    model: createRulModel({ hidden: 128 }),
    data,
    plugins: [amnlLoss(), adamW(), plugin && bare, watch],
    engine: onnxEngine(),
    epochs: 1,
  });
  return { trainer, spent, shares, steps };
}

const kinds = {
  'without the plugin': begin(undefined),
  'defaults (a point every 2 s)': begin({}),
  'a point at every step': begin({ everySteps: 1 }),
  'histograms of weights every epoch': begin({ histograms: { weights: true } }),
  'histograms of weights and gradients every epoch': begin({ histograms: { weights: true, gradients: true } }),
};
for (let epoch = 1; epoch <= EPOCHS + 1; epoch++) {
  for (const { trainer } of Object.values(kinds)) await trainer.fit({ epochs: epoch });
}
for (const [name, { spent, shares, steps }] of Object.entries(kinds)) {
  print(`${name}: a step`, Math.min(...steps), 'ms');
  if (name === 'without the plugin') continue;
  print(`${name}: in the plugin's hooks`, 100 * median(shares), '% of the run');
  print(`${name}: in the plugin's hooks`, median(spent), 'ms an epoch');
}
for (const { trainer } of Object.values(kinds)) trainer.dispose();

const writer = await openEventWriter(join(folder, 'writer'));
const values = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`train/metric_${i}`, i]));
const POINTS = 20_000;
const start = performance.now();
for (let step = 0; step < POINTS; step++) writer.scalars(values, step);
print('writer: an event of ten scalars', (1000 * (performance.now() - start)) / POINTS, 'µs');
await writer.close();
print('writer: an event of ten scalars', statSync(writer.path).size / POINTS, 'bytes');
rmSync(folder, { recursive: true, force: true });
