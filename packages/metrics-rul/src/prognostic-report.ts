import { knownOptions, requireOption } from '@amnl/core-loop';
import { refuseEmpty } from './check.js';
import { accuracyAt, horizonOf, isWithinCone, meanAccuracy, rowAt } from './on-the-way.js';
import {
  checkShares,
  type EvaluatedLife,
  type LifeOptions,
  type PredictedLife,
  withEnoughRows,
} from './predicted-life.js';

/** Options of {@link prognosticReport}. */
export interface PrognosticOptions extends LifeOptions {
  /** Margin of the prognostic horizon, as a share of the life. @default 0.05 */
  readonly horizonAlpha?: number;
  /** Margin of the α-λ accuracy, as a share of the true remaining life. @default 0.2 */
  readonly alpha?: number;
  /** Where α-λ accuracy and relative accuracy are taken. @default [0.25, 0.5, 0.75] */
  readonly lambdas?: readonly number[];
}

/** One unit at one λ. Both are `null` where it was not seen for so long. */
export interface UnitAtLambda {
  readonly lambda: number;
  /** α-λ accuracy. */
  readonly within: boolean | null;
  readonly relativeAccuracy: number | null;
}

/** Prognostic metrics of one unit. */
export interface UnitPrognostics {
  /** Index in the lives given. */
  readonly unit: number;
  /** Age at the end of its life. */
  readonly end: number;
  /** Predictions evaluated. */
  readonly rows: number;
  /** Whether its predictions stop before its end: more is left at the last one than any step between two. */
  readonly cut: boolean;
  /** Prognostic horizon, lasting; `null`: predictions are not within the margin at the last row. Of a unit that is cut: so far. */
  readonly horizon: number | null;
  readonly atLambda: readonly UnitAtLambda[];
  readonly cumulativeRelativeAccuracy: number;
}

/** Prognostic horizons of the units that are seen to their end; one without counts as 0. */
export interface FleetHorizon {
  readonly units: number;
  readonly median: number;
  /** Nine of ten units have at least this one. */
  readonly tenth: number;
  /** Units without. */
  readonly none: number;
}

/** A fleet at one λ. */
export interface FleetAtLambda {
  readonly lambda: number;
  /** Units that are seen for so long. */
  readonly units: number;
  /** Share of these with α-λ accuracy; `null` without units. */
  readonly accuracy: number | null;
  /** Mean relative accuracy of these. */
  readonly relativeAccuracy: number | null;
}

/** Prognostic metrics of a fleet, ready for `JSON.stringify`. */
export interface PrognosticReport {
  /** Only rows with at most so much remaining life are evaluated; `null`: all. */
  readonly cap: number | null;
  readonly horizonAlpha: number;
  readonly alpha: number;
  /** Units evaluated. */
  readonly count: number;
  /** Units with fewer than two rows to evaluate. */
  readonly leftOut: number;
  /** Units evaluated that are cut before their end. */
  readonly cut: number;
  /** Absent where all are cut. */
  readonly horizon?: FleetHorizon;
  readonly atLambda: readonly FleetAtLambda[];
  /** Mean over the units. */
  readonly cumulativeRelativeAccuracy: number;
  /** One row per unit evaluated, in the order given. */
  readonly units: readonly UnitPrognostics[];
}

/**
 * Prognostic horizon, α-λ accuracy, relative and cumulative relative accuracy, per unit and over the fleet, in which every unit counts as one.
 *
 * @returns undefined if no life has two rows to evaluate
 * @throws MR_EMPTY, MR_LENGTH, MR_NOT_FINITE, MR_TIME_ORDER, CL_OPTION_INVALID, CL_OPTION_UNKNOWN
 */
export function prognosticReport(
  lives: readonly PredictedLife[],
  options: PrognosticOptions = {},
): PrognosticReport | undefined {
  const checked = checkedOptions(options);
  refuseEmpty(lives);
  const units = [...lives.entries()].flatMap(([unit, life]) => {
    const evaluated = withEnoughRows(life, checked.cap);
    return evaluated ? [ofUnit(unit, evaluated, checked)] : [];
  });
  if (units.length === 0) return undefined;
  const { cap, horizonAlpha, alpha, lambdas } = checked;
  const whole = units.filter(({ cut }) => !cut);
  return {
    cap: Number.isFinite(cap) ? cap : null,
    horizonAlpha,
    alpha,
    count: units.length,
    leftOut: lives.length - units.length,
    cut: units.length - whole.length,
    ...(whole.length > 0 && { horizon: ofHorizons(whole.map(({ horizon }) => horizon)) }),
    atLambda: lambdas.map((lambda, k) =>
      ofLambda(
        lambda,
        units.map(({ atLambda }) => atLambda[k]!),
      ),
    ),
    cumulativeRelativeAccuracy: mean(units.map((unit) => unit.cumulativeRelativeAccuracy)),
    units,
  };
}

function checkedOptions(options: PrognosticOptions): Required<PrognosticOptions> {
  knownOptions('prognosticReport', options, ['cap', 'horizonAlpha', 'alpha', 'lambdas']);
  const { cap = Number.POSITIVE_INFINITY, horizonAlpha = 0.05, alpha = 0.2, lambdas = [0.25, 0.5, 0.75] } = options;
  const isShare = horizonAlpha > 0 && horizonAlpha < 1;
  requireOption('metrics-rul', isShare, 'horizonAlpha', 'a number between 0 and 1', horizonAlpha);
  checkShares({ alpha, cap });
  for (const lambda of lambdas) checkShares({ lambda });
  return { cap, horizonAlpha, alpha, lambdas };
}

/** A prediction is one number, or at least half of a distribution. */
const BETA = 0.5;

function ofUnit(unit: number, life: EvaluatedLife, options: Required<PrognosticOptions>): UnitPrognostics {
  const { horizonAlpha, alpha, lambdas } = options;
  return {
    unit,
    end: life.end,
    rows: life.rows.length,
    cut: isCut(life),
    horizon: horizonOf(life, { alpha: horizonAlpha, of: 'life', rule: 'lasting', beta: BETA }) ?? null,
    atLambda: lambdas.map((lambda) => {
      const row = rowAt(life, lambda);
      if (row === undefined) return { lambda, within: null, relativeAccuracy: null };
      return {
        lambda,
        within: isWithinCone(life, row, alpha, BETA),
        relativeAccuracy: accuracyAt(life, row, 'remaining'),
      };
    }),
    cumulativeRelativeAccuracy: meanAccuracy(life, 'remaining'),
  };
}

/** Tables often have no row at the very moment of failure, so it is the steps between rows that say whether one is missing. */
function isCut({ times, end }: PredictedLife): boolean {
  let step = 0;
  for (let row = 1; row < times.length; row++) step = Math.max(step, times[row]! - times[row - 1]!);
  return end - times[times.length - 1]! > step;
}

function ofHorizons(horizons: readonly (number | null)[]): FleetHorizon {
  const ascending = horizons.map((horizon) => horizon ?? 0).sort((a, b) => a - b);
  return {
    units: horizons.length,
    median: quantile(ascending, 0.5),
    tenth: quantile(ascending, 0.1),
    none: horizons.filter((horizon) => horizon === null).length,
  };
}

function ofLambda(lambda: number, units: readonly UnitAtLambda[]): FleetAtLambda {
  const seen = units.filter(({ within }) => within !== null);
  const some = seen.length > 0;
  return {
    lambda,
    units: seen.length,
    accuracy: some ? mean(seen.map(({ within }) => Number(within))) : null,
    relativeAccuracy: some ? mean(seen.map((unit) => unit.relativeAccuracy!)) : null,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** With linear interpolation, as NumPy's default. */
function quantile(ascending: readonly number[], share: number): number {
  const at = share * (ascending.length - 1);
  const [low, high] = [ascending[Math.floor(at)]!, ascending[Math.ceil(at)]!];
  return low + (at - Math.floor(at)) * (high - low);
}
