import { TrainError } from '@amnl/core-loop';

/** Codes of the errors this package throws, with what each one means. */
export const ERROR_CODES = {
  DF_UNIT_UNKNOWN: 'There is no unit with this index.',
  DF_CHANNEL_UNKNOWN: 'A fleet has no channel of this name.',
  DF_ROLE: 'Units of this role cannot be used here, e.g. test units for training.',
  DF_TOO_FEW_UNITS: 'There are too few units for a holdout.',
  DF_WINDOW_TOO_LONG: 'A window is longer than a unit’s history, and padding is off.',
  DF_NO_WINDOWS: 'No window is left to make a batch of.',
  DF_SCALER_INVALID: 'A stored scaler is damaged or of an unknown version.',
  DF_SCALER_MISMATCH: 'A scaler belongs to other channels or another unit of time.',
  DF_SCALER_LEAK: 'A scaler cannot be fitted on units that are not for training.',
} as const;

/** A code of {@link ERROR_CODES}. */
export type FleetErrorCode = keyof typeof ERROR_CODES;

/** An error of this package: `[data-fleet] message. (CODE)`. */
export function fleetError(code: FleetErrorCode, message: string, cause?: unknown): TrainError {
  return new TrainError(code, message, { by: 'data-fleet', ...(cause !== undefined && { cause }) });
}
