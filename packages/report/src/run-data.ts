import type { Mode } from '@amnl/core-loop';
import type { AlarmResults, IntervalResults, UnitReasons } from './decision-data.js';

/**
 * What report and live page show of a run. Plain JSON, so that it can be put into a file and sent to a page; whatever was not
 * finite is `null`. Epochs and steps count from 0.
 */
export interface RunData {
  /** Short and unique on a page, e.g. the name of the run's folder. */
  readonly name: string;
  /** The heading, e.g. `pumps · quick · seed 42`. */
  readonly title: string;
  readonly state: RunState;
  /** Epochs that the run has at most. */
  readonly epochs: number;
  /** One entry an epoch, oldest first. */
  readonly history: readonly EpochPoint[];
  /** Points within epochs, oldest first. */
  readonly steps: readonly StepPoint[];
  /** The metric that selects the best epoch. */
  readonly monitor: { readonly metric: string; readonly mode: Mode };
  /** What is known of the metrics, by name. @default nothing: they are called by their names */
  readonly metricFacts?: MetricFacts;
  /** The metrics that matter most, the most important first: they lead tiles, charts and comparisons. @default none */
  readonly headline?: readonly string[];
  /** By the monitored metric; absent where no epoch has a finite one. */
  readonly best?: { readonly epoch: number; readonly value: number };
  /** What ended the run. */
  readonly stop?: { readonly by: string; readonly because: string };
  /** The rule by which the best epoch was selected, in words. */
  readonly selection?: string;
  /** What a reader must know before anything else, e.g. that the fleet is simulated. */
  readonly warning?: string;
  /** Runs of equal group differ in nothing but the seed, or the fold that is held out. */
  readonly group: string;
  readonly seed: number;
  /** Of a run in cross-validation: which part of the training units is held out, counted from 1. */
  readonly fold?: number;
  /** Figures of the best weights over the test units, once the run is done. */
  readonly results?: RulResults;
  /** Configuration, versions, data, timings: tables of a name and a value. */
  readonly facts: readonly FactTable[];
}

/** `interrupted`: it neither trains nor has come to its end; it can be resumed. */
export type RunState = 'training' | 'interrupted' | 'done';

/** Numbers by name; `null` for what was not finite. */
export type Numbers = Readonly<Record<string, number | null>>;

/** Information about a metric in addition to its numbers. */
export interface MetricFact {
  /** Its name in headings, e.g. `RMSE, last cycle`. @default the name as reported */
  readonly title?: string;
  /** What it is counted in, or summed over. */
  readonly unit?: string;
  /** Which way it gets better; only sentences depend on it. @default known of losses and accuracies */
  readonly better?: Mode;
  /** Digits after the point. @default about four significant ones */
  readonly digits?: number;
  /** Whether it is a share, written as `91.0 %`. @default false */
  readonly percent?: boolean;
  /** Axis of its chart. @default 'linear' */
  readonly scale?: 'linear' | 'log';
  /** What it says, in a sentence; shown where it is among the headline. @default nothing */
  readonly about?: string;
  /** A metric that belongs to it: a second line in its chart. @default its `val_…` */
  readonly beside?: string;
}

/** By the metric's name. */
export type MetricFacts = Readonly<Record<string, MetricFact>>;

/** One epoch of the history. */
export interface EpochPoint {
  readonly epoch: number;
  readonly metrics: Numbers;
  /** Wall seconds of training, without the evaluation. */
  readonly seconds: number;
  readonly samplesPerSecond: number;
}

/** A look at the run between two steps of an epoch. */
export interface StepPoint {
  readonly epoch: number;
  /** Micro-batches done in this epoch, and how many it has, where known. */
  readonly batch: number;
  readonly batches: number | null;
  /** Optimiser steps since the start of the run. */
  readonly step: number;
  /** When it was taken, milliseconds since 1970. */
  readonly at: number;
  /** In this epoch so far. */
  readonly samplesPerSecond: number;
  /** Scalars such as `learningRate`, and the means of what was reported since the point before. */
  readonly metrics: Numbers;
}

/** A table of facts about a run. */
export interface FactTable {
  readonly title: string;
  readonly rows: readonly (readonly [name: string, value: string])[];
}

/** Predictions of RUL and health for test units, and their figures. */
export interface RulResults {
  /** What times and RUL are counted in, in the plural, e.g. `cycles`, `hours`. */
  readonly timeUnit: string;
  /** Milliseconds in one of `timeUnit`, where units have a `start`. */
  readonly timeUnitMs?: number;
  /** The zone that `start` of a unit counts in, as the page writes it: `UTC`, `+02:00`, or empty for none. @default 'UTC' */
  readonly timeZone?: string;
  /** What the page calls one row of a unit's history, e.g. `cycle` where each has one. @default 'row' */
  readonly rowNoun?: string;
  /** Targets are capped at so much. @default no cap */
  readonly cap?: number;
  /** Whether errors are judged by NASA's asymmetric score, which is made for cycles. @default false: by their size */
  readonly nasaScore?: boolean;
  /** Flat figures, keys as `rulMetrics` of `@amnl/metrics-rul` has them. */
  readonly metrics: Numbers;
  /** Over the last window of every unit whose life is known, as papers report. */
  readonly lastCycle: SectionResult;
  /** Over all windows of these units. */
  readonly allCycles: SectionResult;
  /** Health states in the order of their digits, e.g. healthy, degrading, critical. */
  readonly states: readonly string[];
  /** The greatest RUL of each state; `null`: none, e.g. `[null, 50, 15]`. */
  readonly stateBorders: readonly (number | null)[];
  /** What the page calls a unit, e.g. `engine`. @default 'unit' */
  readonly unitNoun?: string;
  /** Of a large fleet perhaps only some, see `allUnits`. */
  readonly units: readonly UnitResult[];
  /** How many units were judged, where `units` are not all of them. */
  readonly allUnits?: { readonly known: number; readonly running: number };
  /** Where all predictions are, for notes of what is not shown, e.g. `predictions.csv`. @default nothing is said */
  readonly allIn?: string;
  /** Of predictions. @default none are shown */
  readonly intervals?: IntervalResults;
  /** What changing units by their predictions costs. @default nothing is said */
  readonly alarm?: AlarmResults;
  /** What the run lacks of these, and what to do for it, in a sentence. @default nothing is said */
  readonly lacks?: string;
}

/** Figures of one set of windows. */
export interface SectionResult {
  /** By true RUL; in (from, to], `null` where a border is open. */
  readonly ranges: readonly RangeResult[];
  /** `confusion[truth][prediction]` windows. */
  readonly confusion: readonly (readonly number[])[];
}

/** Errors (prediction − truth, in the unit of time) of the windows in one range of the true RUL. */
export interface RangeResult {
  readonly from: number | null;
  readonly to: number | null;
  readonly count: number;
  /** Absent in an empty range. */
  readonly rmse?: number;
  readonly errorMean?: number;
  readonly errorStd?: number;
}

/** One test unit from its first window to its last. */
export interface UnitResult {
  /** Its name, unique among the units. */
  readonly unit: string;
  /** Time of each window's last row in `timeUnit`, ascending. */
  readonly times: readonly number[];
  /** When its time 0 was, by the clock of `timeZone`, milliseconds since 1970: its times are then shown as dates. */
  readonly start?: number;
  /** Predicted RUL at each time; `null` for what is not finite. */
  readonly predicted: readonly (number | null)[];
  /** Predicted health state at each time: a digit each, an index into `states`. */
  readonly health: string;
  /** True RUL at the last time, not capped; at a time before, the time between is added. */
  readonly truth: number;
  /** Whether it still runs: nobody knows its true RUL, and `truth` is the least that it can be. @default false */
  readonly running?: boolean;
  /** Rows that it has, where `times` are only some of them. */
  readonly rows?: number;
  /** Over all its rows, where `times` are only some of them. */
  readonly rmse?: number;
  /** Rows at which it was predicted less than it has lived since, where it still runs and `times` are only some of them. */
  readonly outlived?: number;
  /** Why it was predicted so. @default nothing is said */
  readonly reasons?: UnitReasons;
}
