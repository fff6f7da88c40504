import { fillUniform, knownOptions, permutation } from '@amnl/core-loop';
import { checkInteger, dataError } from './errors.js';
import { type Fleet, historyLength, selectUnits, unitCount } from './fleet.js';
import { SUBSETS } from './subsets.js';
import { WINDOW } from './windows.js';

/** Indices (0-based, ascending) of the units on either side of a split. */
export interface UnitSplit {
  readonly train: Int32Array;
  readonly holdout: Int32Array;
}

/**
 * Splits units, never windows: neighbouring windows of one unit are nearly equal, so a split by window would leak.
 * @param n number of units, at least 2
 * @param fraction part held out, rounded to whole units, at least one on either side. Default 0.2
 * @param seed same seed, same split. Default 42
 */
export function holdoutUnits(n: number, fraction = 0.2, seed = 42): UnitSplit {
  checkInteger('number of units', n, 2);
  checkInteger('seed', seed, 0);
  if (!(fraction > 0 && fraction < 1)) {
    throw dataError('DC_OPTION_INVALID', `fraction is ${String(fraction)}. Give a number between 0 and 1`);
  }
  const order = permutation(n, seed, 'holdout engines', 0);
  const held = Math.min(n - 1, Math.max(1, Math.round(n * fraction)));
  return { holdout: order.slice(0, held).sort(), train: order.slice(held).sort() };
}

/**
 * Truncates run-to-failure units like NASA's test units: the remaining life is drawn evenly between the smallest
 * and the largest value of the subset's RUL file (uniform is close: FD001's values have mean 75.5 and deviation 41.6,
 * uniform on 7–145 has 76 and 39.8), but limited so that `keep` cycles remain.
 * @param keep fewest remaining cycles, if the unit has as many; default 30, one window
 */
export function truncateUnits(fleet: Fleet, seed = 42, keep: number = WINDOW): Fleet {
  const [least, most] = SUBSETS[fleet.subset].testRul;
  const n = unitCount(fleet);
  const lengths = new Int32Array(n);
  // Drawn by unit number, so that a unit is cut at the same cycle whatever other units are in the fleet.
  const draw = new Float32Array(1);
  for (let unit = 0; unit < n; unit++) {
    const cycles = historyLength(fleet, unit);
    const room = Math.max(0, cycles - Math.min(keep, cycles));
    const low = Math.min(least, room);
    const high = Math.min(most, room);
    fillUniform(draw, seed, 'holdout cuts', fleet.units[unit]!);
    lengths[unit] = cycles - (low + Math.floor(draw[0]! * (high - low + 1)));
  }
  return selectUnits(
    fleet,
    Int32Array.from({ length: n }, (_, i) => i),
    lengths,
  );
}

/** Options of {@link splitFleet}. */
export interface SplitOptions {
  /** Part of the units held out. Default 0.2. */
  readonly fraction?: number;
  /** Default 42. */
  readonly seed?: number;
  /** Cycles that every held-out unit keeps, if it has as many. Default 30. */
  readonly keep?: number;
}

/**
 * Training units to learn from, and held-out units to select on, cut short like test units. Fit the scaler on
 * `train` only.
 */
export function splitFleet(
  fleet: Fleet,
  options: SplitOptions = {},
): { readonly train: Fleet; readonly holdout: Fleet } {
  knownOptions('splitFleet', options, ['fraction', 'seed', 'keep']);
  const { fraction = 0.2, seed = 42, keep = WINDOW } = options;
  checkInteger('keep', keep, 1);
  if (fleet.role !== 'train') {
    throw dataError('DC_OPTION_INVALID', `only training units can be split, and these are ${fleet.role} units`);
  }
  const split = holdoutUnits(unitCount(fleet), fraction, seed);
  const held: Fleet = { ...selectUnits(fleet, split.holdout), role: 'holdout' };
  return { train: selectUnits(fleet, split.train), holdout: truncateUnits(held, seed, keep) };
}
