/** What a decision is taken from, next to the predictions themselves. Plain JSON, as all of a run's data. */

/** Prediction intervals: how far around a prediction they reach, and how often that was enough. */
export interface IntervalResults {
  /** Share of truths that they are made to hold, e.g. 0.9. */
  readonly coverage: number;
  /** Units that they were calibrated on. */
  readonly units: number;
  /** How far they reach on either side, by the prediction, as `IntervalData` of `@amnl/conformal` has it. */
  readonly bins: readonly {
    readonly upTo: number | null;
    readonly halfWidth: number;
    readonly units: number;
    readonly samples: number;
    readonly of: 'range' | 'all';
  }[];
  /** Whether those are the units shown: each was then judged by intervals that were calibrated on the others. @default false */
  readonly cross?: boolean;
  /** What was found at the last window of every unit whose life is known. @default nothing was judged */
  readonly lastCycle?: CoverageResults;
  /** Over all windows of these units. @default `lastCycle` */
  readonly allCycles?: CoverageResults;
}

/** How often intervals held the truth, and how wide they are. */
export interface CoverageResults extends CoverageResult {
  /** By true RUL; in (from, to], `null` where a border is open. */
  readonly ranges: readonly (CoverageResult & { readonly from: number | null; readonly to: number | null })[];
}

/** Of one set of windows. */
export interface CoverageResult {
  readonly count: number;
  /** Share of truths within their intervals. */
  readonly measured: number;
  /** Mean width in the unit of time; an interval without an upper end counts up to the cap. */
  readonly width: number;
  /** Share of intervals without an upper end. */
  readonly open: number;
}

/** What it costs to change each unit once its prediction is at or below a threshold, by what a failure costs. */
export interface AlarmResults {
  /** Held-out units that it was worked out on. */
  readonly units: number;
  /** In the unit of time, ascending. */
  readonly thresholds: readonly number[];
  /** The first is shown until another is chosen. */
  readonly costs: readonly AlarmCosts[];
}

/** Costs in a unit of time; an early change costs 1. */
export interface AlarmCosts {
  /** What a failure in service costs. */
  readonly ratio: number;
  /** What the threshold is for, e.g. `predicted RUL`. */
  readonly of: string;
  /** At each threshold, of the units that are there; `null`: not finite. */
  readonly byThreshold: readonly (number | null)[];
  /** Cheapest threshold. @default it is cheaper to wait for failures */
  readonly threshold?: number;
  /** Cheapest age. @default it is cheaper to wait for failures */
  readonly age?: number;
  readonly alarm: PolicyCost;
  /** A date that is set once and never revised, by a threshold of its own. @default nothing is said */
  readonly plan?: PolicyCost & { readonly of: string; readonly threshold?: number };
  readonly fixedAge: PolicyCost;
  readonly runToFailure: PolicyCost;
}

/** What a policy costs in a unit of time, for units that took no part in the choice of its threshold or age. */
export interface PolicyCost {
  readonly cost: number;
  /** Between which it lies, by drawing the units again. */
  readonly low: number;
  readonly high: number;
  /** Share of the units that fail in service. */
  readonly failures: number;
}

/** Why a unit was predicted so at its last row: what moved the prediction away from that with all channels at their means. */
export interface UnitReasons {
  /** Predicted with all channels at their means in training, and for the unit's last window. */
  readonly from: number;
  readonly to: number;
  /** The channels that moved it most, the largest first. */
  readonly channels: readonly ChannelReason[];
  /** How many other channels there are, and by how much all of them moved it together. */
  readonly others?: { readonly count: number; readonly moved: number };
  /** Times of the first and the last row of the stretch that did half of it. @default nothing is said */
  readonly rows?: readonly [from: number, to: number];
}

/** One channel of {@link UnitReasons}. */
export interface ChannelReason {
  readonly channel: string;
  /** By how much it moved the prediction, in the unit of time; below 0 it took life off. */
  readonly moved: number;
  /** Its value in the last row, in standard deviations from its mean in training. @default nothing is said */
  readonly scaled?: number;
}
