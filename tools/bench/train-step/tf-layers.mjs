// Worker: a step as stock TensorFlow.js offers it, `tf.layers` and `trainOnBatch` on the `cpu` backend. The same network;
// attention is a custom layer, as tf.layers has none. No clipping, no AdamW, no AMNL loss: there are none either (Adam, and
// the sum of both losses, in their place). There is no warm-up: a step takes tens of seconds.
import * as tf from '@tensorflow/tfjs';
import { serve, timed, workerOptions } from './serve.mjs';
import { makeBatch, NETWORK } from './work.mjs';

const { batch: size } = workerOptions();
const { features, window, channels, hidden, heads, funnel, rulHead, healthHead } = NETWORK;

class SelfAttention extends tf.layers.Layer {
  static className = 'SelfAttention';

  build([, , width]) {
    const add = (name, shape, fill) => this.addWeight(name, shape, 'float32', tf.initializers[fill]({}));
    this.projection = [add('kernel', [width, 3 * width], 'glorotUniform'), add('bias', [3 * width], 'zeros')];
    this.outwards = [add('outKernel', [width, width], 'glorotUniform'), add('outBias', [width], 'zeros')];
    super.build([]);
  }

  computeOutputShape(shape) {
    return shape;
  }

  call(inputs) {
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      const [batch, time, width] = x.shape;
      const depth = width / heads;
      const linear = (rows, [kernel, bias]) => tf.add(tf.matMul(rows, kernel.read()), bias.read());
      const projected = linear(tf.reshape(x, [-1, width]), this.projection);
      const split = tf.transpose(tf.reshape(projected, [batch, time, 3, heads, depth]), [2, 0, 3, 1, 4]);
      const [q, k, v] = tf.unstack(tf.reshape(split, [3, batch * heads, time, depth]));
      const weights = tf.softmax(tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(depth)));
      const context = tf.reshape(tf.matMul(weights, v), [batch, heads, time, depth]);
      const joined = tf.reshape(tf.transpose(context, [0, 2, 1, 3]), [-1, width]);
      return tf.reshape(linear(joined, this.outwards), x.shape);
    });
  }
}

const input = tf.input({ shape: [window, features] });
let x = input;
for (const filters of channels) {
  x = tf.layers.conv1d({ filters, kernelSize: 3, padding: 'same' }).apply(x);
  x = tf.layers.dropout({ rate: 0.15 }).apply(tf.layers.reLU().apply(tf.layers.batchNormalization().apply(x)));
}
const bothWays = () =>
  tf.layers.bidirectional({
    layer: tf.layers.lstm({ units: hidden, returnSequences: true, recurrentActivation: 'sigmoid' }),
    mergeMode: 'concat',
  });
x = bothWays().apply(tf.layers.dropout({ rate: 0.3 }).apply(bothWays().apply(x)));
x = tf.layers.layerNormalization().apply(x);
const attended = tf.layers.dropout({ rate: 0.1 }).apply(new SelfAttention({}).apply(x));
x = tf.layers.layerNormalization().apply(tf.layers.add().apply([x, attended]));
x = tf.layers.globalAveragePooling1d({}).apply(x);
for (const units of funnel) {
  x = tf.layers.dropout({ rate: 0.3 }).apply(tf.layers.dense({ units, activation: 'relu' }).apply(x));
}
const head = (sizes, last) =>
  sizes.reduce((y, units, i) => {
    const activation = i === sizes.length - 1 ? last : 'relu';
    return tf.layers.dense({ units, activation }).apply(y);
  }, x);
const model = tf.model({ inputs: input, outputs: [head(rulHead, 'softplus'), head(healthHead, 'softmax')] });
model.compile({ optimizer: tf.train.adam(1e-3), loss: ['meanSquaredError', 'sparseCategoricalCrossentropy'] });

await tf.setBackend('cpu');
const { inputs, targets } = makeBatch(size);
const windows = tf.tensor(inputs.window.data, inputs.window.shape);
const wanted = [tf.tensor(targets.rul.data, [size, 1]), tf.tensor(targets.health.data, [size, 1], 'float32')];
const parameters = model.trainableWeights.reduce((sum, { shape }) => sum + shape.reduce((n, side) => n * side, 1), 0);
await serve({ version: tf.version.tfjs, parameters }, (steps) =>
  timed(() => model.trainOnBatch(windows, wanted), steps),
);
