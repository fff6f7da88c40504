// Two tasks on the same kind of data, periodic signals in noise: task A has plenty of them, task B other waveforms and few.
import { arrayData, fillNormal, fillUniform } from '@amnl/core-loop';

/** Samples of a signal. */
export const LENGTH = 64;

/** @typedef {Record<string, (phase: number) => number>} Waveforms one period each: phase in [0, 1) → value */

/** @type {{ a: Waveforms, b: Waveforms }} */
export const TASKS = {
  a: {
    sine: (p) => Math.sin(2 * Math.PI * p),
    square: (p) => (p < 0.5 ? 1 : -1),
    sawtooth: (p) => 2 * p - 1,
    triangle: (p) => 4 * Math.abs(p - 0.5) - 1,
  },
  b: {
    pulse: (p) => (p < 0.25 ? 1.5 : -0.5),
    arches: (p) => 2 * Math.abs(Math.sin(Math.PI * p)) - 1,
    reversed: (p) => 1 - 2 * p,
  },
};

/**
 * Signals of random period and phase; the classes take turns. A pure function of its arguments.
 * @param {Waveforms} waveforms
 * @param {number} n
 * @param {string} split names the random stream
 * @returns batches of `signal` [B, 64, 1] and `label` [B]
 */
export function signals(waveforms, n, split) {
  const shapes = Object.values(waveforms);
  const all = new Float32Array(n * LENGTH);
  for (let i = 0; i < n; i++) {
    const shape = shapes[i % shapes.length] ?? Math.sin;
    const [start = 0, u = 0] = fillUniform(new Float32Array(2), 1, `${split}/pose`, i);
    const period = 12 + 12 * u;
    const signal = fillNormal(all.subarray(i * LENGTH, (i + 1) * LENGTH), 1, `${split}/noise`, i);
    for (let t = 0; t < LENGTH; t++) signal[t] = shape((start + t / period) % 1) + 0.4 * (signal[t] ?? 0);
  }
  const label = Int32Array.from({ length: n }, (_, i) => i % shapes.length);
  return arrayData({
    inputs: { signal: { data: all, shape: [n, LENGTH, 1] } },
    targets: { label: { data: label, shape: [n] } },
    batchSize: 20,
    shuffle: !split.endsWith('validation'),
  });
}
