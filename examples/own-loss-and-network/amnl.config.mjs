// A gated recurrent unit (Cho et al. 2014, with the gates of torch.nn.GRU) and two linear heads, instead of the network of the preset.
import { defineRun } from '@amnl/cli';
import { glorotUniform } from '@amnl/model-rul';
import * as tf from '@tensorflow/tfjs-core';

const UNITS = 32;

export default defineRun({
  settings: { preset: 'quick', learningRate: 3e-3 },
  model({ features, rulCap, seed }) {
    /** @type {(name: string, rows: number, columns: number) => tf.Variable} */
    const weight = (name, rows, columns) =>
      tf.tidy(() => tf.variable(tf.tensor(glorotUniform(rows, columns)(rows * columns, seed, name), [rows, columns])));
    const kernel = weight('kernel', features, 3 * UNITS);
    const recurrent = weight('recurrent', UNITS, 3 * UNITS);
    const bias = weight('bias', 1, 3 * UNITS);
    const heads = weight('heads', UNITS, 4);
    /** @type {(all: tf.Tensor, gate: number) => tf.Tensor} */
    const part = (all, gate) => tf.slice(all, [0, gate * UNITS], [-1, UNITS]);
    return {
      parameters: { kernel, recurrent, bias, heads },
      forward(inputs) {
        const window = /** @type {tf.Tensor} */ (inputs['window']); // [batch, rows, features]
        let h = tf.zeros([window.shape[0] ?? 0, UNITS]);
        for (const x of tf.unstack(window, 1)) {
          const now = tf.add(tf.matMul(x, kernel), bias);
          const before = tf.matMul(h, recurrent);
          const keep = tf.sigmoid(tf.add(part(now, 0), part(before, 0)));
          const reset = tf.sigmoid(tf.add(part(now, 1), part(before, 1)));
          const fresh = tf.tanh(tf.add(part(now, 2), tf.mul(reset, part(before, 2))));
          h = tf.add(fresh, tf.mul(keep, tf.sub(h, fresh)));
        }
        const out = tf.matMul(h, heads);
        const rul = tf.mul(tf.softplus(tf.reshape(tf.slice(out, [0, 0], [-1, 1]), [-1])), rulCap);
        return { rul, health: tf.slice(out, [0, 1], [-1, 3]) };
      },
      dispose: () => tf.dispose([kernel, recurrent, bias, heads]),
    };
  },
});
