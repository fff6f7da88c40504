// node bench/averages.mjs [42 123 456] (after a build; NASA's files in AMNL_DATA_DIR): last-cycle RMSE of the raw weights, of EMA and of
// SWA, one training a seed: the averages do not change it. One JSON line a figure.
import '@tensorflow/tfjs';
import { tensor } from '@tensorflow/tfjs-core';
import { figure } from '../../../tools/bench/table.mjs';
import { createRulPipeline, PRESETS } from '../../cli/dist/index.js';
import { createTrainer } from '../../core-loop/dist/index.js';
import { loadCmapss } from '../../data-cmapss/dist/node/index.js';
import { onnxEngine } from '../../engine-onnx/dist/index.js';
import { rulMetrics } from '../../metrics-rul/dist/index.js';
import { batchStatistics, swapIn } from '../dist/index.js';

const THREADS = 2;
const data = await loadCmapss({ subset: 'FD001', dataDir: process.env.AMNL_DATA_DIR });

const given = process.argv.slice(2).map(Number);
for (const seed of given.length > 0 ? given : [42, 123, 456]) {
  const config = { ...PRESETS.quick, preset: 'quick', dataset: 'FD001', seed };
  const epochs = [];
  const pipeline = createRulPipeline({
    config,
    fleet: data,
    engine: onnxEngine({ threads: THREADS }),
    plugins: [noteInto(epochs)],
  });
  await pipeline.trainer.fit();
  const last = epochs.at(-1);
  const rows = {
    'raw weights': await rmse(pipeline, config, last.raw),
    ema: await rmse(pipeline, config, last.ema),
    'swa of the last 2': await rmse(pipeline, config, mean(epochs.slice(-2)), true),
    'swa of the last 2, averaged statistics': await rmse(pipeline, config, mean(epochs.slice(-2))),
    'swa of the last 3': await rmse(pipeline, config, mean(epochs.slice(-3)), true),
  };
  for (const [name, value] of Object.entries(rows)) figure(`seed ${seed}, last-cycle RMSE: ${name}`, value, 'cycles');
  pipeline.dispose();
}

/** Notes weights and averages at the end of every epoch, on the host. */
function noteInto(epochs) {
  return {
    name: 'note',
    hooks: {
      epochEnd(run) {
        const averages = Object.entries(run.snapshot().tensors).filter(([name]) => name.startsWith('ema/'));
        epochs.push({
          raw: onHost({ ...run.model.parameters, ...run.model.buffers }),
          ema: onHost(Object.fromEntries(averages.map(([name, value]) => [name.slice('ema/'.length), value]))),
        });
      },
    },
  };
}

function onHost(tensors) {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, t]) => [name, { data: t.dataSync().slice(), shape: t.shape }]),
  );
}

/** The plain mean of the weights of several epochs. */
function mean(epochs) {
  const [{ raw }] = epochs;
  return Object.fromEntries(
    Object.entries(raw).map(([name, { data, shape }]) => {
      const sum = (i) => epochs.reduce((total, epoch) => total + epoch.raw[name].data[i], 0);
      return [name, { data: data.map((_, i) => sum(i) / epochs.length), shape }];
    }),
  );
}

/** RMSE over the last cycles of the test engines, with these weights. */
async function rmse({ model, sources }, config, weights, recompute = false) {
  const engine = onnxEngine({ threads: THREADS });
  const values = Object.fromEntries(
    Object.entries(weights).map(([name, { data, shape }]) => [name, tensor(data, shape)]),
  );
  const restore = swapIn({ ...model.parameters, ...model.buffers }, values);
  try {
    if (recompute) {
      const statistics = await batchStatistics({ model, data: sources.train, engine, seed: config.seed })();
      for (const [name, { data, shape }] of Object.entries(statistics)) model.buffers[name].assign(tensor(data, shape));
    }
    const metrics = rulMetrics({ cap: config.rulCap });
    const trainer = createTrainer({ model, metrics, engine, evaluation: sources.selection, epochs: 1 });
    const measured = await trainer.evaluate();
    trainer.dispose();
    return measured.RMSE_last_cycle;
  } finally {
    restore();
  }
}
