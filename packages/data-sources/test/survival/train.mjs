// node train.mjs SOURCE ENGINE FOLDER N: trains, goes on from the checkpoint in FOLDER if there is one, and kills itself at the
// N-th batch (0: never). Prints where it goes on from, and at the end all that the run is.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkpoint, resumeLatest } from '@amnl/checkpoint';
import { arrayData, eagerEngine } from '@amnl/core-loop';
import { tinyTrainer } from '@amnl/core-loop/testing';
import { fromTfData, prefetch } from '@amnl/data-sources';
import { fileData, workerSource, writeNpy } from '@amnl/data-sources/node';
import { onnxEngine } from '@amnl/engine-onnx';
import * as tf from '@tensorflow/tfjs';
import generated, { BATCH, ROWS, x, y } from './rows.mjs';

const [kind, engine, folder, killAt] = process.argv.slice(2);
const arrays = { inputs: { x: { data: x, shape: [ROWS, 3] } }, targets: { target: { data: y, shape: [ROWS, 1] } } };

async function files() {
  const paths = { x: join(folder, 'x.npy'), y: join(folder, 'y.npy') };
  if (!existsSync(paths.x)) await writeNpy(paths.x, [x], { row: [3] });
  if (!existsSync(paths.y)) await writeNpy(paths.y, [y], { row: [1] });
  const given = { inputs: { x: paths.x }, targets: { target: paths.y } };
  return fileData({ ...given, batchSize: BATCH, shuffle: true, blockRows: 3, buffer: 2 });
}

const tfRows = () =>
  tf.data
    .array(Array.from({ length: ROWS }, (_, i) => i))
    .map((i) => ({ xs: { x: [...x.subarray(3 * i, 3 * i + 3)] }, ys: { target: [y[i]] } }));

const SOURCES = {
  arrays: () => arrayData({ ...arrays, batchSize: BATCH, shuffle: true }),
  generator: generated,
  tfdata: () =>
    fromTfData(({ seed, epoch }) => tfRows().shuffle(ROWS, `${seed}/${epoch}`).batch(BATCH), { batchesPerEpoch: 6 }),
  files,
  worker: () => workerSource(new URL('./rows.mjs', import.meta.url)),
};

await tf.setBackend('cpu');
const [name, ahead] = kind.split('+');
const source = await SOURCES[name]();
const trainer = tinyTrainer({
  data: ahead ? prefetch(source, { batches: 3 }) : source,
  plugins: [checkpoint({ dir: folder, monitor: false, every: { steps: 1 } })],
  epochs: 3,
  engine: engine === 'onnx' ? onnxEngine({ threads: 1 }) : eagerEngine(),
});
if (existsSync(join(folder, 'last.safetensors'))) await resumeLatest(trainer, folder);
console.log(JSON.stringify({ from: trainer.run.progress }));
let left = Number(killAt);
trainer.events.on('batch:ended', () => {
  if (--left === 0) process.kill(process.pid, 'SIGKILL');
});
const { history } = await trainer.fit();
const { tensors } = trainer.snapshot();
const hash = createHash('sha256');
for (const key of Object.keys(tensors).sort())
  hash.update(key).update(new Uint8Array(tensors[key].dataSync().slice().buffer));
console.log(
  JSON.stringify({ tensors: hash.digest('hex'), history: history.map(({ epoch, metrics }) => ({ epoch, metrics })) }),
);
