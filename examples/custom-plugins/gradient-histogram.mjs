// A callback of your own: how large are the gradients of each layer? One line a layer and epoch, one column a decade.
//
// Nothing may be read inside the step, so the counting is done there by tensors, into variables that belong to the run; they
// are read, once an epoch, between steps. That way the step can be compiled, and a continued run goes on counting.
import * as tf from '@tensorflow/tfjs-core';

/** Lower ends of the columns: everything, then from 1e-8 on by decades. */
export const EDGES = [0, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1];

/**
 * Counts, on the device, how many elements have at least the size of each edge. NaN is in no column.
 * @param {tf.Tensor} gradient any shape
 * @returns {tf.Tensor1D} [10], float32: exact up to 2^24 elements
 */
export function countAtLeast(gradient) {
  const sizes = tf.reshape(tf.abs(gradient), [-1, 1]);
  return tf.sum(tf.cast(tf.greaterEqual(sizes, tf.tensor1d(EDGES)), 'float32'), 0);
}

/**
 * Elements per column, from how many there are at least as large as each edge.
 * @param {ArrayLike<number>} atLeast
 */
export function perColumn(atLeast) {
  return EDGES.map((_, k) => (atLeast[k] ?? 0) - (atLeast[k + 1] ?? 0));
}

/**
 * One bar a column, its height the share of the fullest one; an empty column is a dot, so that one element can be seen.
 * @param {readonly number[]} counts
 */
export function bars(counts) {
  const most = Math.max(...counts);
  return counts.map((n) => (n === 0 ? '·' : ('▁▂▃▄▅▆▇█'[Math.ceil((8 * n) / most) - 1] ?? '█'))).join('');
}

/**
 * Collects the gradients of every epoch, as the optimiser gets them.
 * @param {(text: string) => void} [print]
 * @returns {import('@amnl/core-loop').Plugin}
 */
export function gradientHistogram(print = console.log) {
  const prefix = 'gradient-histogram/';
  const columns = [EDGES.length];
  return {
    name: 'gradient-histogram',
    after: ['loss-scale', 'grad-clip'], // what these change is seen as changed
    hooks: {
      // In the step: tensors in, tensors out. `assign` counts nothing where the step is skipped.
      gradients(step, gradients) {
        for (const [name, gradient] of Object.entries(gradients)) {
          const counts = step.variable(prefix + name, 0, columns);
          step.assign(counts, tf.add(counts, countAtLeast(gradient)));
        }
        return gradients;
      },
      // Between steps: values may be read.
      async epochEnd(run) {
        const names = Object.keys(run.model.parameters);
        const width = Math.max(...names.map((name) => name.length));
        print(`gradients of epoch ${run.progress.epoch + 1}, from below 1e-8 to above 1`);
        for (const name of names) {
          const counts = run.variable(prefix + name, 0, columns);
          print(`  ${name.padEnd(width)}  ${bars(perColumn(await counts.data()))}`);
          tf.tidy(() => counts.assign(tf.zeros(columns)));
        }
      },
    },
  };
}
