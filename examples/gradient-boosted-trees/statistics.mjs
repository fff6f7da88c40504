import { windowCount, windowView } from '@amnl/data-fleet';

/** What is known of each input in a window: its last value, its mean, its standard deviation, and how it changes from row to row. */
export const STATISTICS = /** @type {const} */ (['last', 'mean', 'deviation', 'slope']);

/**
 * Statistics of every window: [windows × (inputs · 4)] numbers, input by input in the order of {@link STATISTICS}.
 * @param {import('@amnl/data-fleet').Windows} windows
 */
export function windowStatistics(windows) {
  const { window: rows, features } = windows;
  const count = windowCount(windows);
  const out = new Float32Array(count * features * STATISTICS.length);
  // Of a least-squares line through the rows, whose times are 0, 1, … around their middle.
  const middle = (rows - 1) / 2;
  const spread = Array.from({ length: rows }, (_, t) => (t - middle) ** 2).reduce((sum, one) => sum + one, 0);
  for (let i = 0, at = 0; i < count; i++) {
    const values = windowView(windows, i);
    for (let input = 0; input < features; input++) {
      let [sum, rising] = [0, 0];
      for (let t = 0; t < rows; t++) {
        const value = values[t * features + input] ?? 0;
        sum += value;
        rising += (t - middle) * value;
      }
      const mean = sum / rows;
      let squares = 0;
      for (let t = 0; t < rows; t++) squares += ((values[t * features + input] ?? 0) - mean) ** 2;
      out[at++] = values[(rows - 1) * features + input] ?? 0;
      out[at++] = mean;
      out[at++] = Math.sqrt(squares / rows);
      out[at++] = rising / spread;
    }
  }
  return out;
}
