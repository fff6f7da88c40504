import type { ConfigSource } from '../../config/resolve-config.js';
import type { Method } from './sample.js';

/** A setting and the values that it has in a plan, in their order. */
export interface Axis {
  readonly setting: string;
  /** As given: texts of the command line, or values of a JSON file. */
  readonly values: readonly unknown[];
  /** How a message names where it is from, e.g. `--grid`. */
  readonly from: string;
}

/** A setting that is drawn between two ends, both included. */
export interface Range {
  readonly setting: string;
  readonly low: number;
  readonly high: number;
  /** `log`: a tenth of the range is a tenth of its powers of ten, not of its width. */
  readonly scale: 'linear' | 'log';
  readonly from: string;
}

/** What a plan is made of: its runs are all combinations of subsets, points, the grid, folds and seeds. */
export interface Definition {
  /** What all runs have in common; later ones win. */
  readonly settings: readonly ConfigSource[];
  readonly grid: readonly Axis[];
  /** All of them together are drawn as {@link points}. */
  readonly ranges: readonly Range[];
  readonly points: number;
  readonly method: Method;
  /** Seed of the points, and of nothing else. */
  readonly draw: number;
  /** In so many parts the training units are held out, each by a run of its own; undefined: not in turn. */
  readonly folds: number | undefined;
}
