import type { HealthBorders } from '../labels.js';
import type { TimeFormat } from './time-cell.js';

/** The column of time. */
export interface TimeColumn {
  readonly column: string;
  /** How instants are written. Default: numbers or ISO 8601, by the first row; epochs must be named. */
  readonly format?: TimeFormat | undefined;
  /**
   * What life is counted in. Numbers: any word, default `cycles`. Instants: `seconds`, `minutes`, `hours` (default), `days` or
   * `weeks`, counted from each unit's first row.
   */
  readonly unit?: string | undefined;
}

/**
 * A table with one row for every unit that failed: which, and when, or how long after its last row. A unit of which that is empty still
 * runs.
 */
export interface FailureTable {
  readonly file: string;
  /** Its column of units. Default: the name of the data's. */
  readonly unit?: string | undefined;
  /** Its column of time, written as the data's. Default: the name of the data's. */
  readonly time?: string | undefined;
  /** Instead of `time`: its column of the life that remained after the unit's last row, in the unit of time; 0: failed there. */
  readonly remaining?: string | undefined;
}

/**
 * Which units failed: a column of 0 and 1 (true and false, yes and no), a table of failures, or `true`: every unit failed at
 * its last row.
 */
export type Failed = string | FailureTable | true;

/** What happens to missing values: filled over at most `limit` consecutive rows of a unit and channel, or refused. Settings are never interpolated. */
export type MissingPolicy = 'error' | { readonly fill: 'forward' | 'interpolate'; readonly limit: number };

/** Files with units to test with, whose failures are known in a way of their own. */
export interface TestFiles {
  readonly files: string | readonly string[];
  /** Default: as for the units to train on. */
  readonly failed?: Failed | undefined;
}

/** How to read a table: the same in a program and in `dataset.json`. */
export interface TableOptions {
  /** Paths or globs of CSV or Parquet files with the same columns. */
  readonly files: string | readonly string[];
  /** Of the data, for titles. Default: name of the first file. */
  readonly name?: string | undefined;
  /** What a unit is: `pump`. Default `unit`. */
  readonly noun?: string | undefined;
  /** The column that names the unit. */
  readonly unit: string;
  /** The column of time, or more about it. */
  readonly time: string | TimeColumn;
  /** Columns with measurements, in this order. Default: all other numeric ones. */
  readonly channels?: readonly string[] | undefined;
  /** Columns that are not channels, e.g. one that knows the future. */
  readonly ignore?: readonly string[] | undefined;
  /** The channels among them by which the operating condition is recognised. Default none. */
  readonly settings?: readonly string[] | undefined;
  /** Channels that the network sees. Default: all that vary. */
  readonly inputs?: readonly string[] | undefined;
  /** Number of operating conditions. Default 1. */
  readonly conditions?: number | undefined;
  /** See `fitScaler`. Default 0. */
  readonly minStd?: number | undefined;
  /** Which units failed. Default: none did, which is refused for training. */
  readonly failed?: Failed | undefined;
  /** Default `{ fill: 'forward', limit: 10 }`. */
  readonly missing?: MissingPolicy | undefined;
  /**
   * Step in the unit of time: one row for every step, counted back from each unit's last row, with the mean of what was measured in
   * the step that ends there (of a setting: the last value). Default: rows stay as they are.
   */
  readonly resample?: number | undefined;
  /** Cap of the target. Default: 0.6 of the median life of the failed units. */
  readonly rulCap?: number | undefined;
  /** Default: 0.4 and 0.12 of the cap. */
  readonly healthBorders?: HealthBorders | undefined;
  /** Where held-out units are cut: the range of their remaining lives, in the unit of time. Default: from 0 to the cap. */
  readonly cut?: { readonly remaining: readonly [least: number, most: number] } | undefined;
  /** Units to test with, in files of their own. Default: none. */
  readonly test?: string | readonly string[] | TestFiles | undefined;
  /** Of CSV files: `utf-8` (default; UTF-16 is recognised), `windows-1252`, or another that `TextDecoder` knows. */
  readonly encoding?: string | undefined;
  /** Of CSV files: `,`, `;` or a tab. Default: the one that the first line has most of. */
  readonly separator?: ',' | ';' | '\t' | undefined;
}

/** {@link TimeColumn} from its short form. */
export function timeColumn(time: TableOptions['time']): TimeColumn {
  return typeof time === 'string' ? { column: time } : time;
}
