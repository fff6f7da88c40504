import { knownOptions, permutation, requireOption } from '@amnl/core-loop';
import { checkOnce } from './check-fleet.js';
import { type CutOptions, checkCut, truncateUnits } from './cut.js';
import { fleetError } from './errors.js';
import { type Fleet, isKnown, runningCount, selectUnits, unitCount } from './fleet.js';
import { WINDOW } from './windows.js';

/** Indices (0-based, ascending) of the units on either side of a split. */
export interface UnitSplit {
  readonly train: Int32Array;
  readonly holdout: Int32Array;
}

/** One of several equal parts: of `of` folds the one with number `index`, from 0. */
export interface Fold {
  readonly index: number;
  readonly of: number;
}

/**
 * Splits units, never windows: neighbouring windows of one unit are nearly equal, so a split by window would leak.
 * @param n number of units, at least 2
 * @param fraction part held out, rounded to whole units, at least one on either side. Default 0.2
 * @param seed same seed, same split. Default 42
 */
export function holdoutUnits(n: number, fraction = 0.2, seed = 42): UnitSplit {
  checkUnits(n, seed);
  requireOption('data-fleet', isPart(fraction), 'fraction', 'a number between 0 and 1', fraction);
  return apart(order(n, seed), 0, Math.min(n - 1, Math.max(1, Math.round(n * fraction))));
}

/**
 * Fold `fold` of `k`: over all folds every unit is held out once. Folds differ by one unit at most, the larger ones first, as in
 * scikit-learn's `KFold`. Where k divides n, fold 0 is what {@link holdoutUnits} holds out for the fraction 1 / k.
 * @param n number of units, at least k
 * @param k number of folds, at least 2
 * @param fold number of the fold, from 0
 * @param seed same seed, same folds. Default 42
 */
export function foldUnits(n: number, k: number, fold: number, seed = 42): UnitSplit {
  checkUnits(n, seed);
  const known = Number.isSafeInteger(k) && k >= 2 && k <= n;
  requireOption('data-fleet', known, 'number of folds', `a whole number from 2 to the ${n} units`, k);
  const one = Number.isSafeInteger(fold) && fold >= 0 && fold < k;
  requireOption('data-fleet', one, 'fold', `a whole number from 0 to ${k - 1}`, fold);
  return foldOf(order(n, seed), k, fold);
}

/** Options of {@link splitFleet}. */
export interface SplitOptions extends CutOptions {
  /** Part of the units held out. Default 0.2. */
  readonly fraction?: number;
  /** Holds out this fold instead of a fraction; see {@link foldUnits}. */
  readonly fold?: Fold | undefined;
}

/**
 * Training units to learn from, and held-out units to select on, cut short. Fit the scaler on `train` only. Units that still run are
 * split by themselves, by the same fraction or fold, so that both sides have as many of them for each one whose life is known.
 * Throws `DF_ROLE` for units that are not for training, `DF_TOO_FEW_UNITS` where fewer than two lives are known, or fewer than folds, and what `checkFleet` throws.
 */
export function splitFleet(
  fleet: Fleet,
  options: SplitOptions = {},
): { readonly train: Fleet; readonly holdout: Fleet } {
  const { train, holdout } = splitUnits(fleet, options);
  return { train: selectUnits(fleet, train), holdout };
}

/** {@link splitFleet} without a copy of the rows to train on: `train` are the indices of these units, ascending. */
export function splitUnits(
  fleet: Fleet,
  options: SplitOptions,
): { readonly train: readonly number[]; readonly holdout: Fleet } {
  knownOptions('splitFleet', options, ['fraction', 'fold', 'seed', 'keep', 'remaining']);
  const { fraction, fold, seed = 42, keep = WINDOW, remaining } = options;
  checkCut({ seed, keep, remaining });
  checkOnce(fleet);
  if (fleet.role !== 'train') {
    throw fleetError('DF_ROLE', `only training units can be split, and these are ${fleet.role} units`);
  }
  requireKnownLives(fleet, Math.max(2, fold?.of ?? 0), fold ? 'Give more of them, or fewer folds' : undefined);
  const all = Array.from({ length: unitCount(fleet) }, (_, unit) => unit);
  const known = all.filter((unit) => isKnown(fleet, unit));
  const running = all.filter((unit) => !isKnown(fleet, unit));
  const split = fold ? foldUnits(known.length, fold.of, fold.index, seed) : holdoutUnits(known.length, fraction, seed);
  const others = splitRunning(running.length, fold, fraction, seed);
  const side = (name: keyof UnitSplit) =>
    [...Array.from(split[name], (i) => known[i]!), ...Array.from(others[name], (i) => running[i]!)].sort(
      (a, b) => a - b,
    );
  const held: Fleet = { ...selectUnits(fleet, side('holdout')), role: 'holdout' };
  return { train: side('train'), holdout: truncateUnits(held, { seed, keep, remaining }) };
}

/** Units that still run: any number of them, also none, may be on either side. */
function splitRunning(n: number, fold: Fold | undefined, fraction = 0.2, seed: number): UnitSplit {
  const drawn = permutation(n, seed, 'holdout running', 0);
  return fold ? foldOf(drawn, fold.of, fold.index) : apart(drawn, 0, Math.round(n * fraction));
}

/**
 * Throws `DF_TOO_FEW_UNITS` where fewer than `least` units have a known life.
 * @param advice what to do; default: give more
 */
export function requireKnownLives(fleet: Fleet, least: number, advice = 'Give more of them'): void {
  const running = runningCount(fleet);
  const known = unitCount(fleet) - running;
  if (known >= least) return;
  const others = running === 0 ? '' : `; ${running} still run${running === 1 ? 's' : ''}`;
  throw fleetError(
    'DF_TOO_FEW_UNITS',
    `${fleet.name} has ${known} ${fleet.noun}${known === 1 ? '' : 's'} with a known life${others}. At least ${least} are needed. ${advice}`,
  );
}

/** Whether this can be the part of units that is held out. */
export function isPart(fraction: unknown): boolean {
  return typeof fraction === 'number' && fraction > 0 && fraction < 1;
}

function checkUnits(n: number, seed: number): void {
  requireOption('data-fleet', Number.isSafeInteger(n) && n >= 2, 'number of units', 'a whole number ≥ 2', n);
  requireOption('data-fleet', Number.isSafeInteger(seed) && seed >= 0, 'seed', 'a whole number ≥ 0', seed);
}

function order(n: number, seed: number): Int32Array {
  return permutation(n, seed, 'holdout engines', 0); // the name of the stream is part of recorded splits
}

function foldOf(drawn: Int32Array, k: number, fold: number): UnitSplit {
  const size = Math.floor(drawn.length / k);
  const larger = drawn.length % k;
  const from = fold * size + Math.min(fold, larger);
  return apart(drawn, from, from + size + (fold < larger ? 1 : 0));
}

/** Holds out `drawn[from … to)`. */
function apart(drawn: Int32Array, from: number, to: number): UnitSplit {
  return {
    holdout: drawn.slice(from, to).sort(),
    train: Int32Array.from([...drawn.subarray(0, from), ...drawn.subarray(to)]).sort(),
  };
}
