import type { EnvelopeData } from './envelope-data.js';
import { channelIndices, type Fleet } from './fleet.js';
import { lastAtMost } from './last-at-most.js';
import { RowGauge, Together } from './row-gauge.js';
import type { Scaler } from './scaler.js';
import type { ScalerData } from './scaler-data.js';
import { STEPS, StepGauge } from './steps.js';
import { StillRuns } from './still-runs.js';
import type { Windows } from './windows.js';

/**
 * What is looked at: each input's value in its operating condition; the settings' distance to the nearest condition; how the inputs
 * go together, e.g. two columns that were swapped; whether an input is stuck at a value; and, of windows, how far apart rows are.
 */
export const RANGE_KINDS = ['value', 'settings', 'together', 'stuck', 'step'] as const;

/** How rows, or windows of rows, compare with those a scaler was fitted on; one entry each. */
export interface RangeChecks {
  /** 1 where everything is within what was seen in training and a margin. */
  readonly inRange: Uint8Array;
  /** The channel that is farthest beyond its limit, or nearest to it: an index in the fleet's channels; −1 for `step`, which is of the times. */
  readonly channel: Int32Array;
  /**
   * How far it is from its mean, from the nearest condition, or from what the other inputs say: in standard deviations. For `stuck` for
   * how many rows it has stood still; for `step` how many times as far apart as in training the rows are.
   */
  readonly deviation: Float32Array;
  /** Which of them, an index in {@link RANGE_KINDS}. */
  readonly kind: Uint8Array;
}

/** {@link RangeChecks} of rows. */
export interface RowChecks extends RangeChecks {
  /** How far beyond the extremes, in margins: above 1 the row is out of range. */
  readonly excess: Float32Array;
}

/** Standard deviations beyond which a row is out of range where a scaler of an earlier release has no envelope. */
const FAR = 10;

/** A sensor may stand still for this many rows more than it ever did in training, or twice as long: gaps of ten rows are filled up. */
const STILL = 10;

/**
 * Compares rows with those that the scaler was fitted on. A row is in range if every input is at most a margin beyond the extremes
 * of the training rows in its operating condition, its settings are near such a condition, its inputs go together as they did, and none
 * has stood still for much longer than it ever did. Throws `DF_SCALER_MISMATCH` for a fleet with other channels.
 */
export function checkRows(fleet: Fleet, scaler: Scaler): RowChecks {
  scaler.checkFits(fleet);
  const { margin, min, max, distance, together } = envelopeOf(scaler.data);
  const inputs = channelIndices(fleet, scaler.inputs);
  const settings = channelIndices(fleet, scaler.data.settings);
  const varying = (together?.inputs ?? []).map((name) => scaler.inputs.indexOf(name));
  const others = together && new Together(varying, together.precision);
  const moving = Object.entries(scaler.data.history?.longestStill ?? {});
  const sensors = channelIndices(
    fleet,
    moving.map(([name]) => name),
  );
  const still = new StillRuns(fleet, sensors);
  const gauge = new RowGauge(scaler);
  const rows = fleet.times.length;
  const found = { ...emptyChecks(rows), excess: new Float32Array(rows).fill(Number.NEGATIVE_INFINITY) };
  const note = (row: number, excess: number, channel: number, deviation: number, kind: number) => {
    // As precise as what it is compared with: of equal ones the first is kept.
    const beyond = Number.isNaN(excess) ? Number.POSITIVE_INFINITY : Math.fround(excess);
    if (beyond <= found.excess[row]!) return;
    found.excess[row] = beyond;
    found.channel[row] = channel;
    found.deviation[row] = deviation;
    found.kind[row] = kind;
  };
  for (let row = 0; row < rows; row++) {
    gauge.measure(fleet.values, row * fleet.channels.length);
    const { condition: c, z } = gauge;
    for (let i = 0; i < z.length; i++) {
      note(row, Math.max(z[i]! - max[c]![i]!, min[c]![i]! - z[i]!) / margin, inputs[i]!, z[i]!, 0);
    }
    if (settings.length > 0) {
      const beyond = (gauge.distance - distance.max[c]!) / distance.margin[c]!;
      note(row, beyond, settings[gauge.setting]!, gauge.distance / (distance.rms[c]! || distance.margin[c]!), 1);
    }
    // A value that is far away takes what is said of the others with it, so this is asked only if nothing else is found.
    for (let i = 0; i < varying.length && found.excess[row]! <= 1; i++) {
      const residual = others!.residual(z, i);
      note(row, (Math.abs(residual) - together!.max[i]!) / margin, inputs[varying[i]!]!, residual, 2);
    }
    still.count(row);
    for (let i = 0; i < sensors.length; i++) {
      const [run, longest] = [still.lengths[i]!, moving[i]![1]];
      const beyond = (run - longest) / stillMargin(longest);
      if (beyond > 1) note(row, beyond, sensors[i]!, run, 3);
    }
    found.inRange[row] = found.excess[row]! <= 1 ? 1 : 0;
  }
  return found;
}

/**
 * {@link checkRows} for windows of the same fleet: one with a row out of range is out, and what is reported is that of its worst row.
 * So is one whose rows are mostly farther apart than in training, or nearer to each other, whatever is in them.
 */
export function checkWindows(fleet: Fleet, scaler: Scaler, windows: Windows): RangeChecks {
  const rows = checkRows(fleet, scaler);
  const count = windows.row.length;
  const found = emptyChecks(count);
  const { step } = scaler.data.history ?? {};
  const steps = step && new StepGauge(fleet, step);
  let worst = -1;
  let begin = 0; // first row of the unit
  for (let i = 0; i < count; i++) {
    const end = windows.row[i]!;
    if (i === 0 || windows.unit[i] !== windows.unit[i - 1]) {
      begin = fleet.offsets[lastAtMost(fleet.offsets, end)]!;
      worst = -1;
    }
    const first = Math.max(begin, end - windows.window + 1);
    // The worst row of the window before is known: only rows that came are compared, unless it has left.
    let from = worst >= first ? windows.row[i - 1]! + 1 : first;
    if (from === first) worst = first;
    for (; from <= end; from++) if (rows.excess[from]! >= rows.excess[worst]!) worst = from;
    found.inRange[i] = rows.inRange[worst]!;
    found.channel[i] = rows.channel[worst]!;
    found.deviation[i] = rows.deviation[worst]!;
    found.kind[i] = rows.kind[worst]!;
    const ratio = steps?.measure(Math.max(begin, Math.min(first, end - STEPS)), end);
    if (ratio === undefined) continue;
    found.inRange[i] = 0;
    found.channel[i] = -1;
    found.deviation[i] = ratio;
    found.kind[i] = 4;
  }
  return found;
}

function emptyChecks(length: number): RangeChecks {
  return {
    inRange: new Uint8Array(length),
    channel: new Int32Array(length),
    deviation: new Float32Array(length),
    kind: new Uint8Array(length),
  };
}

/** How many rows longer than in training an input may have the same value. @param longest rows in training: see `HistoryData.longestStill` */
export function stillMargin(longest: number): number {
  return Math.max(STILL, longest);
}

/** A scaler's envelope; for scalers of earlier releases every input within ten standard deviations, wherever the settings are. */
export function envelopeOf({ envelope, centroids, inputs }: ScalerData): EnvelopeData {
  if (envelope !== undefined) return envelope;
  const conditions = centroids.length;
  const table = (value: number) => Array.from({ length: conditions }, () => inputs.map(() => value));
  const list = (value: number) => new Array<number>(conditions).fill(value);
  const anywhere = { rms: list(1), max: list(Number.MAX_VALUE), margin: list(1) };
  return { margin: 1, min: table(1 - FAR), max: table(FAR - 1), low: table(0), high: table(0), distance: anywhere };
}
