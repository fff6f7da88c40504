import type { DriftReading } from './psi.js';

/** How one thing compares with training. */
export interface DriftOf {
  /** Population stability index, and the level that it reaches by chance with so many units; undefined if that is not known. */
  readonly psi: number;
  readonly chance: number | undefined;
  /** `unknown`, too, where all rows are in conditions that training had none of: then the index and the shares are 0. */
  readonly reading: DriftReading;
  /** Share of each bin as it was in training, and as it is. */
  readonly before: readonly number[];
  readonly now: readonly number[];
}

/** How a channel compares with training. */
export interface ChannelDrift {
  readonly channel: string;
  /** Its values, scaled by operating condition. */
  readonly values: DriftOf;
  /** How far it is from what the other channels say: moved by a sensor that drifts, hardly by wear. Undefined if that is not known. */
  readonly alone: DriftOf | undefined;
  /** The reading of `alone`, or of `values` if that is undefined. */
  readonly reading: DriftReading;
  /**
   * By how many standard deviations of its values the sensor reads higher than the other channels say; undefined if it reads as they say, or
   * if that is not known.
   */
  readonly drift: number | undefined;
  /** The channel whose drift explains that this one is unlike the others. */
  readonly follows: string | undefined;
  /** Mean of its values, in standard deviations from the training mean of the condition. */
  readonly shift: number;
  /** Share of the rows, of those that were checked, in which it was the channel farthest out of range. */
  readonly outOfRange: number;
}

/** How rows compare with those of training. */
export interface DriftReport {
  readonly rows: number;
  /** Different units; `atLeast` if there may be more. */
  readonly units: { readonly count: number; readonly atLeast: boolean };
  /** In the order of the scaler's inputs. */
  readonly channels: readonly ChannelDrift[];
  /** The mix of operating conditions; undefined if there is one. */
  readonly conditions: DriftOf | undefined;
  /** Predicted remaining lives; undefined if they were not counted. */
  readonly predicted: DriftOf | undefined;
  /** Rows out of range by kind: see `RANGE_KINDS`. */
  readonly outOfRange: Readonly<Record<string, number>>;
}
