// A model as tfjs-node's own file handler writes it. The handler needs no native library:
//   mkdir .scratch-tfjs-node && cd .scratch-tfjs-node && npm init -y && npm i --ignore-scripts @tensorflow/tfjs-node@4.22.0
//   node ../tools/reference/tfjs_node_model.mjs
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(join(process.cwd(), 'package.json'));
const tf = require('@tensorflow/tfjs');
const { fileSystem } = require('@tensorflow/tfjs-node/dist/io/file_system.js');

const folder = fileURLToPath(new URL('../../packages/checkpoint/src/fixtures/tfjs-node', import.meta.url));
const column = (rows, units, at) =>
  tf.tensor2d(
    Float32Array.from({ length: rows * units }, (_, i) => at + i / 8),
    [rows, units],
  );

const model = tf.sequential({
  name: 'fixture',
  layers: [
    tf.layers.dense({ name: 'hidden', units: 3, inputShape: [2], activation: 'relu' }),
    tf.layers.dense({ name: 'out', units: 1, useBias: false }),
  ],
});
model.setWeights([column(2, 3, -0.25), tf.tensor1d([0.5, -0.5, 0]), column(3, 1, 1)]);
model.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError' });
const [x, y] = [column(4, 2, -1), column(4, 1, 0)];
await model.fit(x, y, { epochs: 2, verbose: 0, shuffle: false });
model.setUserDefinedMetadata({ note: 'größer' });
await model.save(fileSystem(folder), { includeOptimizer: true });
const outputs = Array.from(model.predict(x).dataSync());
await model.fit(x, y, { epochs: 3, verbose: 0, shuffle: false });
const trained = Array.from(model.predict(x).dataSync());
// Values that it gives for `x`, as saved and after three more epochs.
const expected = { x: Array.from(x.dataSync()), y: Array.from(y.dataSync()), outputs, trained };
writeFileSync(`${folder}.json`, `${JSON.stringify(expected)}\n`);
console.log(folder);
