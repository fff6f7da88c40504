import { fillUniform } from '@amnl/core-loop';
import { nasaScore } from '@amnl/metrics-rul';
import type { PairedFigure } from '@amnl/report';

/** Samples of units, and the share of them within an interval. */
export const BOOTSTRAP = { samples: 10_000, level: 0.95 } as const;

/** RMSE and NASA's score of one run over each sample of units. */
export interface Resampled {
  readonly rmse: Float64Array;
  readonly nasa: Float64Array;
}

/**
 * Samples of test units, drawn with replacement: the same ones for every run, so that runs are compared on equal units. Sample `s` is a
 * function of `s` and the number of units alone.
 * @returns [samples × units] indices of units
 */
export function drawUnits(units: number, samples: number = BOOTSTRAP.samples): Int32Array {
  const drawn = new Int32Array(samples * units);
  const uniform = new Float32Array(units);
  for (let s = 0; s < samples; s++) {
    fillUniform(uniform, 0, 'benchmark/units', s);
    for (let i = 0; i < units; i++) drawn[s * units + i] = Math.floor(uniform[i]! * units);
  }
  return drawn;
}

/** The figures of a run with these errors (prediction − truth, one a unit) over each sample. @param drawn see {@link drawUnits} */
export function resample(errors: readonly number[], drawn: Int32Array): Resampled {
  const units = errors.length;
  const squares = errors.map((d) => d * d);
  const scores = errors.map(nasaScore);
  const samples = drawn.length / units;
  const rmse = new Float64Array(samples);
  const nasa = new Float64Array(samples);
  for (let s = 0, at = 0; s < samples; s++) {
    let square = 0;
    let score = 0;
    for (let i = 0; i < units; i++, at++) {
      square += squares[drawn[at]!]!;
      score += scores[drawn[at]!]!;
    }
    rmse[s] = Math.sqrt(square / units);
    nasa[s] = score;
  }
  return { rmse, nasa };
}

/**
 * A figure of one variant minus that of another: the mean over seeds of the differences between runs of the same seed. Its interval takes the
 * middle share of the same difference over the samples (percentile bootstrap, Efron & Tibshirani 1993, 13.3); p is twice the smaller
 * share of samples on one side of 0, each side counted with one sample more, as no finite number of samples shows that none is there.
 * Units are drawn and seeds are not: the interval says what other units would do to these networks, and the spread over seeds what another
 * training would.
 * @param differences of the figure over all units, a seed each
 * @param resampled of both variants over the samples, in the order of the seeds
 */
export function pairedFigure(
  differences: readonly number[],
  resampled: readonly (readonly [Float64Array, Float64Array])[],
  level: number = BOOTSTRAP.level,
): PairedFigure {
  const seeds = differences.length;
  const difference = differences.reduce((sum, one) => sum + one, 0) / seeds;
  const samples = resampled[0]![0].length;
  const found = new Float64Array(samples);
  for (const [one, other] of resampled) for (let s = 0; s < samples; s++) found[s]! += (one[s]! - other[s]!) / seeds;
  if (!Number.isFinite(difference) || !found.every(Number.isFinite))
    return { difference: null, interval: null, p: null };
  found.sort();
  const tail = Math.round(((1 - level) / 2) * samples);
  const below = found.filter((one) => one <= 0).length;
  const above = found.filter((one) => one >= 0).length;
  const p = Math.min(1, (2 * (Math.min(below, above) + 1)) / (samples + 1));
  return { difference, interval: [found[tail]!, found[samples - 1 - tail]!], p };
}
