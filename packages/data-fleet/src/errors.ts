import { plainText, TrainError } from '@amnl/core-loop';

/** Codes of the errors this package throws, with what each one means. */
export const ERROR_CODES = {
  DF_FLEET_INVALID: 'A fleet made by hand is not well formed: its offsets, times, names, ends or lengths.',
  DF_UNIT_UNKNOWN: 'There is no unit with this index.',
  DF_CHANNEL_UNKNOWN: 'A fleet has no channel of this name.',
  DF_AGE_UNKNOWN: 'Ages are to be an input, and times are timestamps, or a channel `age` has others.',
  DF_ROLE: 'Units of this role cannot be used here, e.g. test units for training.',
  DF_TOO_FEW_UNITS: 'The life of too few units is known for training, a holdout, folds or a test.',
  DF_WINDOW_TOO_LONG: 'A window is longer than a unit’s history, and padding is off.',
  DF_NO_WINDOWS: 'No window is left to make a batch of.',
  DF_SCALER_INVALID: 'A stored scaler is damaged or of an unknown version.',
  DF_SCALER_MISMATCH: 'A scaler belongs to other channels, other settings or another unit of time.',
  DF_SCALER_LEAK: 'A scaler cannot be fitted on units that are not for training.',
  DF_DRIFT_UNKNOWN: 'A scaler of an earlier release does not say what its training rows were like.',
  DF_DRIFT_INVALID: 'Counts of rows that were stored are damaged, or of an unknown version.',
  DF_DRIFT_MISMATCH: 'Counts of rows were made against another run.',
  DF_DRIFT_EMPTY: 'No rows were counted, so nothing can be compared with training.',
  DF_FILE_MISSING: 'A file is missing or cannot be read, or no file matches a pattern.',
  DF_FILE_UNFIT: 'A file is not a table: a folder, a pipe, a packed file, a spreadsheet.',
  DF_ENCODING: 'A text file is in another encoding than the one it is read in.',
  DF_CSV_INVALID: 'A line of a CSV file has another number of cells than the first, or a quote out of place.',
  DF_PARQUET_INVALID: 'A Parquet file is truncated, damaged, or uses something that cannot be read.',
  DF_ROWS_INVALID: 'Rows in memory are not objects, or have not all the same columns.',
  DF_DATASET_INVALID: 'A `dataset.json`, or options of a table, have an unknown key or a value that cannot be.',
  DF_TABLE_EMPTY: 'A table has no rows.',
  DF_TABLE_TOO_LONG: 'A table has more rows than can be counted.',
  DF_COLUMN_UNKNOWN: 'A table has no column of this name; the message has the nearest one.',
  DF_COLUMN_TWICE: 'A table has two columns of the same name.',
  DF_COLUMN_NESTED: 'A Parquet column holds lists, records or bytes.',
  DF_TOO_MANY_CHANNELS: 'A table has so many columns with numbers that the channels must be named.',
  DF_NO_CHANNEL: 'A table has no column with numbers that vary.',
  DF_CHANNEL_EMPTY: 'A channel that was named has no value in any row.',
  DF_CELL_EMPTY: 'A row has no unit or no time.',
  DF_NOT_A_NUMBER: 'A cell of a channel holds text.',
  DF_DECIMAL_COMMA: 'A number is written with a decimal comma.',
  DF_NOT_FINITE: 'A number is infinite, too large for float32, or, in a fleet made by hand, NaN.',
  DF_NOT_A_FLAG: 'A cell that says whether a unit failed is neither yes nor no.',
  DF_TIME_INVALID: 'A time is neither a number nor an ISO 8601 time.',
  DF_TIME_FORMAT: 'Numbers of time look like time since 1970, or like days without dashes, and nobody said so.',
  DF_TIME_MIXED: 'Times are written in several formats or zones.',
  DF_TIME_UNIT: 'Timestamps cannot be counted in this unit of time.',
  DF_DUPLICATE_ROW: 'A unit has two rows with the same time.',
  DF_GAP: 'Values are missing over more rows than allowed.',
  DF_RESAMPLE: 'A step of resampling would make too many rows.',
  DF_FAILED_EARLY: 'A unit has rows after its failure.',
  DF_FAILURE_UNKNOWN: 'A table of failures names a unit without rows.',
  DF_ENDS_DIFFER: 'Files disagree on how a unit ends.',
  DF_NO_LIFE: 'Failed units have one row each, so nothing says how long one lives.',
  DF_NONE_FAILED: 'No unit failed, so nothing can be learned about lives.',
} as const;

/** A code of {@link ERROR_CODES}. */
export type FleetErrorCode = keyof typeof ERROR_CODES;

/** Longest message: a name in it may be as long as its file. */
const LONGEST = 2000;

/** An error of this package: `[data-fleet] message. (CODE)`. */
export function fleetError(code: FleetErrorCode, message: string, cause?: unknown): TrainError {
  return new TrainError(code, plainText(message, LONGEST), { by: 'data-fleet', ...(cause !== undefined && { cause }) });
}
