import { TrainError } from '@amnl/core-loop';

/** Codes of the errors this package throws, with what each one means. */
export const ERROR_CODES = {
  DC_FILE_MISSING: 'A data file is missing or not readable.',
  DC_FILE_EMPTY: 'A data file holds no rows.',
  DC_FILE_TOO_LARGE: 'A data file holds more rows than this package reads.',
  DC_FILE_EXISTS: 'A file would have been overwritten.',
  DC_LINE_TOO_LONG: 'A line is too long to be 26 numbers.',
  DC_COLUMN_COUNT: 'A line does not have 26 columns (one in a RUL file).',
  DC_NOT_A_NUMBER: 'A field is not a decimal number.',
  DC_NOT_FINITE: 'A field is NaN, infinite or too large for float32.',
  DC_NOT_INTEGER: 'A unit, cycle or RUL is not a whole number in its range.',
  DC_CYCLE_GAP: 'The cycles of a unit do not run 1, 2, 3, ….',
  DC_ENGINE_ORDER: 'The units do not run 1, 2, 3, … in the order of the lines.',
  DC_RUL_COUNT: 'The RUL file does not have one value for each test unit.',
  DC_SUBSET_UNKNOWN: 'A subset is not FD001, FD002, FD003 or FD004.',
  DC_OPTION_INVALID: 'An option has a value outside its range, or two options exclude each other.',
  DC_ARCHIVE_INVALID: 'An archive is truncated, altered, or lacks a data file.',
  DC_DOWNLOAD_FAILED: 'NASA’s archive could not be downloaded from any mirror.',
  DC_DATA_NOT_FOUND: 'There are no data, and neither download nor simulation is allowed.',
  DC_WRITE_FAILED: 'A file could not be written (no permission, disk full).',
} as const;

/** A code of {@link ERROR_CODES}. */
export type DataErrorCode = keyof typeof ERROR_CODES;

/** An error of this package: `[data-cmapss] message. (CODE)`. */
export function dataError(code: DataErrorCode, message: string, cause?: unknown): TrainError {
  return new TrainError(code, message, cause === undefined ? { by: 'data-cmapss' } : { by: 'data-cmapss', cause });
}

/**
 * Checks a whole-number option.
 * @returns `value`; throws `DC_OPTION_INVALID` outside `min` … `max`
 */
export function checkInteger(name: string, value: number, min: number, max = Number.MAX_SAFE_INTEGER): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  throw dataError('DC_OPTION_INVALID', `${name} is ${String(value)}. Give a whole number ${range}`);
}
