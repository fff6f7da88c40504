import { knownOptions } from '@amnl/core-loop/errors';
import { failure, requireValue } from './check.js';
import { drawn } from './random.js';
import { costPerTime, type Outcome } from './units.js';

/** Options of {@link bootstrapCosts}. */
export interface BootstrapOptions {
  /** Probability that an interval holds the cost: above 0, below 1. Default 0.9. */
  readonly coverage?: number | undefined;
  /** Resamples. Default 2000. */
  readonly resamples?: number | undefined;
  /** Whole number; the same one gives the same intervals. Default 0. */
  readonly seed?: number | undefined;
}

/** A figure of a fleet, and an interval that says how much it hangs on which units there were. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Costs per unit of time of several policies. */
export interface BootstrapCosts {
  /** One for each policy. */
  readonly costs: readonly Estimate[];
  /** Row a, column b: the cost of policy a less that of policy b, over the same resamples; negative where a is cheaper. */
  readonly differences: readonly (readonly Estimate[])[];
}

/**
 * Costs per unit of time with percentile intervals of the bootstrap over units: Σ cost / Σ time of as many units, drawn with replacement,
 * many times. All policies see the same units in each resample, so that their differences are paired. With few units such intervals are somewhat too
 * narrow. Source: Efron & Tibshirani, *An Introduction to the Bootstrap*, 1993, chapter 13.
 * @param policies outcomes of the same units, in the same order, under each policy
 * @throws MP_EMPTY, MP_LENGTH, CL_OPTION_INVALID, CL_OPTION_UNKNOWN
 */
export function bootstrapCosts(
  policies: readonly (readonly Outcome[])[],
  options: BootstrapOptions = {},
): BootstrapCosts {
  knownOptions('bootstrapCosts', options, ['coverage', 'resamples', 'seed']);
  const { coverage = 0.9, resamples = 2000, seed = 0 } = options;
  requireValue(coverage > 0 && coverage < 1, 'coverage', 'a number above 0 and below 1', coverage);
  requireValue(Number.isInteger(resamples) && resamples >= 1, 'resamples', 'a positive integer', resamples);
  requireValue(Number.isSafeInteger(seed), 'seed', 'a whole number', seed);
  const units = policies[0]?.length ?? 0;
  if (units === 0) throw failure('MP_EMPTY', 'there are no units. Give the outcomes of at least one');
  const other = policies.find(({ length }) => length !== units);
  if (other) {
    throw failure(
      'MP_LENGTH',
      `one policy has outcomes of ${units} units and another of ${other.length}. Give the same units`,
    );
  }
  const rates = policies.map(() => new Float64Array(resamples));
  for (let resample = 0; resample < resamples; resample++) {
    const draws = Array.from({ length: units }, (_, i) => drawn(units, seed, resample, i));
    policies.forEach((outcomes, p) => {
      rates[p]![resample] = costPerTime(draws.map((unit) => outcomes[unit]!));
    });
  }
  const values = policies.map(costPerTime);
  return {
    costs: values.map((value, p) => ({ value, ...percentiles(rates[p]!, coverage) })),
    differences: values.map((a, p) =>
      values.map((b, q) => ({
        value: a - b,
        ...percentiles(
          rates[p]!.map((rate, i) => rate - rates[q]![i]!),
          coverage,
        ),
      })),
    ),
  };
}

function percentiles(values: Float64Array, coverage: number): { low: number; high: number } {
  const sorted = values.slice().sort();
  const at = (share: number) => {
    const place = share * (sorted.length - 1);
    const [below, above] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
    return below === above ? below : below + (above - below) * (place - Math.floor(place));
  };
  return { low: at((1 - coverage) / 2), high: at((1 + coverage) / 2) };
}
