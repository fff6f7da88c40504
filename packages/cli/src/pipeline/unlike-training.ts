import type { Fleet, Scaler } from '@amnl/data-fleet';

/**
 * Standard deviations from the mean of the training rows in the same operating condition. The test units of each of NASA's subsets
 * stay within 8; those of a subset with other conditions or another kind of failure go up to 20, or to thousands.
 */
const FAR = 10;

/** Says which rows are far from all that the network was trained on: another subset, other units, a broken sensor; undefined: none. */
export function unlikeTraining(fleet: Fleet, scaler: Scaler): string | undefined {
  const z = new Float32Array(scaler.inputs.length);
  let far = 0;
  let first = '';
  fleet.units.forEach((unit, index) => {
    const [from, to] = [fleet.offsets[index]!, fleet.offsets[index + 1]!];
    for (let row = from; row < to; row++) {
      scaler.scaleRow(fleet.values, row * fleet.channels.length, z, 0);
      const feature = z.findIndex((value) => Math.abs(value) > FAR);
      if (feature === -1) continue;
      const distance = Math.round(Math.abs(z[feature]!));
      first ||= `${fleet.noun} ${unit} at ${fleet.times[row]} ${fleet.timeUnit}, where ${scaler.inputs[feature]} is ${distance} standard deviations from its mean`;
      far += 1;
    }
  });
  if (far === 0) return undefined;
  const rows = `${far} of ${fleet.times.length} rows are unlike all that the network was trained on`;
  return `${rows}, the first at ${first}. Do not trust what it predicts there`;
}
