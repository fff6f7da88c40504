import { knownOptions, type Metrics, requireOption } from '@amnl/core-loop';
import type { CurvePoint } from './curve.js';
import { RULES, type Rule } from './rules.js';

/** How the rate goes from `start` to `end`. */
export type Spacing = 'exponential' | 'linear';

/** Options of a sweep. */
export interface SweepOptions {
  /** Rate of the first step, > 0. @default 1e-7 (fastai) */
  readonly start?: number;
  /** Rate of the last step, above `start`. @default 10 (fastai) */
  readonly end?: number;
  /** Optimiser steps, from 20 to 100000. A source with fewer batches is repeated. @default 100 (fastai, Lightning) */
  readonly steps?: number;
  /**
   * `'exponential'`: each rate is the same multiple of the one before; `'linear'`: larger by the same amount. @default
   * 'exponential'
   */
  readonly spacing?: Spacing;
  /** β of the smoothed loss, in [0, 1): 0: no smoothing. @default 0.98 (fastai, Lightning) */
  readonly smoothing?: number;
  /**
   * The sweep ends when the smoothed loss exceeds this multiple of the best one; `Infinity`: only when it is not finite.
   * @default 4 (fastai, Lightning)
   */
  readonly divergence?: number;
  /** The rule for `suggestion`; the results of all rules are in `suggestions`. @default 'valley' (fastai) */
  readonly rule?: Rule;
  /**
   * The observed value: the name of a reported number, or a function of all numbers that a step reported. A loss that
   * is normalised by its own running mean, as that of `@amnl/amnl-loss`, is meaningless here: use the raw ones.
   * @default 'loss'
   */
  readonly monitor?: string | ((reported: Metrics) => number);
  /** The scalar that is swept. @default 'learningRate' */
  readonly scalar?: string;
  /** Names of plugins to leave out of the sweep, in addition to those that have no part in the step. @default [] */
  readonly without?: readonly string[];
  /** Ends the sweep after the current step; everything is restored, and the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called after every step. */
  readonly onStep?: (point: CurvePoint, step: number) => void;
  /** Called with notices of the sweep's plugins and engine. */
  readonly onNotice?: (message: string) => void;
}

/** {@link SweepOptions} with every default filled in. */
export type FullSweepOptions = Required<Omit<SweepOptions, 'signal' | 'onStep' | 'onNotice'>>;

const NAMES = [
  'start',
  'end',
  'steps',
  'spacing',
  'smoothing',
  'divergence',
  'rule',
  'monitor',
  'scalar',
  'without',
  'signal',
  'onStep',
  'onNotice',
] as const;

/** Fewest steps: a tenth at the start and five at the end are not judged. */
const LEAST_STEPS = 20;
/** A mistyped number would take days, and memory for its curve. */
const MOST_STEPS = 100_000;

/**
 * Fills in defaults; call it to check the options before loading data.
 * @throws CL_OPTION_UNKNOWN, CL_OPTION_INVALID
 */
export function sweepDefaults(options: SweepOptions): FullSweepOptions {
  knownOptions('findLearningRate', options, NAMES);
  const { start = 1e-7, end = 10, steps = 100, spacing = 'exponential', smoothing = 0.98, divergence = 4 } = options;
  const { rule = 'valley', monitor = 'loss', scalar = 'learningRate', without = [] } = options;
  const require = (ok: boolean, name: string, expected: string, found: unknown) =>
    requireOption('lr-finder', ok, name, expected, found);
  require(Number.isFinite(start) && start > 0, 'start', 'a rate above 0, e.g. 1e-7', start);
  require(Number.isFinite(end) && end > start, 'end', `a rate above \`start\` (${start})`, end);
  const isCount = Number.isInteger(steps) && steps >= LEAST_STEPS && steps <= MOST_STEPS;
  require(isCount, 'steps', `an integer from ${LEAST_STEPS} to ${MOST_STEPS}`, steps);
  require(spacing === 'exponential' || spacing === 'linear', 'spacing', "'exponential' or 'linear'", spacing);
  require(smoothing >= 0 && smoothing < 1, 'smoothing', 'a number in [0, 1)', smoothing);
  require(divergence > 1, 'divergence', 'a number above 1, or Infinity', divergence);
  require(Object.hasOwn(RULES, rule), 'rule', "'valley', 'steepest' or 'minimum/10'", rule);
  require(['string', 'function'].includes(
    typeof monitor,
  ), 'monitor', 'the name of a reported number, or a function', monitor);
  require(typeof scalar === 'string' && scalar !== '', 'scalar', 'the name of a scalar', scalar);
  require(Array.isArray(without), 'without', 'a list of names of plugins', without);
  return { start, end, steps, spacing, smoothing, divergence, rule, monitor, scalar, without };
}
