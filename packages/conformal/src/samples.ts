import { failure } from './failure.js';

/** Predictions for units that the network was not trained on, with the truth; one entry a moment. */
export interface CalibrationSamples {
  readonly predicted: ArrayLike<number>;
  /** True remaining lives; those above the cap count as the cap. */
  readonly actual: ArrayLike<number>;
  /** Number of the unit that the moment is of: moments of one unit are alike, those of different units are not. */
  readonly unit: ArrayLike<number>;
}

/** Throws CF_EMPTY, CF_LENGTH, CF_NOT_FINITE. */
export function checkSamples({ predicted, actual, unit }: CalibrationSamples): void {
  const count = predicted.length;
  if (actual.length !== count || unit.length !== count) {
    throw failure(
      'CF_LENGTH',
      `found ${count} predictions, ${actual.length} truths and ${unit.length} units. Give one of each for every moment`,
    );
  }
  if (count === 0)
    throw failure('CF_EMPTY', 'there are no samples to calibrate on. Give at least one of each of several units');
  for (const [name, values] of Object.entries({ predicted, unit })) requireFinite(name, values);
  checkTruths(actual);
}

/** Throws CF_NOT_FINITE; an infinite life is above every cap. */
export function checkTruths(actual: ArrayLike<number>): void {
  for (let i = 0; i < actual.length; i++) if (Number.isNaN(actual[i])) throw notFinite('actual', i, actual[i]!);
}

function requireFinite(name: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) throw notFinite(name, i, values[i]!);
}

function notFinite(name: string, i: number, value: number) {
  return failure(
    'CF_NOT_FINITE',
    `${name}[${i}] is ${value}. Leave such moments out, or find out why the network says so`,
  );
}
