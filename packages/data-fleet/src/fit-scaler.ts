import { knownOptions, requireOption } from '@amnl/core-loop';
import { checkOnce } from './check-fleet.js';
import { constantChannels } from './constant-channels.js';
import { fitDrift } from './drift/fit-drift.js';
import { fleetError } from './errors.js';
import { fitEnvelope } from './fit-envelope.js';
import { fitHistory } from './fit-history.js';
import { channelIndices, checkedUnits, type Fleet, historyLength } from './fleet.js';
import { kMeans } from './kmeans.js';
import { Scaler } from './scaler.js';
import type { ScalerData } from './scaler-data.js';

/** Options of {@link fitScaler}. */
export interface FitScalerOptions {
  /** Channels that the network sees, in this order. Default: all of the fleet's. */
  readonly inputs?: readonly string[];
  /**
   * Leaves out inputs that are constant in the units fitted on, also where others vary: a network could not learn what a change of them
   * means. Default false.
   */
  readonly onlyVarying?: boolean;
  /** Number of operating conditions that the settings tell apart. Default 1. */
  readonly conditions?: number;
  /** Seed of the k-means++ starts. Default 0. */
  readonly seed?: number;
  /** k-means runs; the best is kept. Default 10. */
  readonly restarts?: number;
  /**
   * Channels whose σ in a condition is below this, in their own units, are centred but not divided (σ = 1): settings within
   * a condition, whose jitter would otherwise be blown up to the size of a signal. Default 0: only constant channels.
   */
  readonly minStd?: number;
  /** Indices of the units that are fitted on, in any order. Default: all of the fleet. */
  readonly units?: ArrayLike<number> | undefined;
}

/**
 * Fits the per-condition z-score on training units: k-means on the settings, each divided by its standard deviation so
 * that one in thousands of feet does not outweigh one between 0 and 1, then μ and σ (population, float64) of each input
 * in each condition, the envelope of the rows, and what they are like from row to row. Throws `DF_SCALER_LEAK` for units that are not for training, `DF_CHANNEL_UNKNOWN`,
 * `DF_UNIT_UNKNOWN`, `DF_NO_CHANNEL` with `onlyVarying`, `CL_OPTION_INVALID`, and what `checkFleet` throws.
 */
export function fitScaler(fleet: Fleet, options: FitScalerOptions = {}): Scaler {
  knownOptions('fitScaler', options, ['inputs', 'onlyVarying', 'conditions', 'seed', 'restarts', 'minStd', 'units']);
  checkOnce(fleet);
  const { inputs: asked = fleet.channels, onlyVarying = false } = options;
  const { conditions = 1, seed = 0, restarts = 10, minStd = 0 } = options;
  const within = (value: number, min: number, max: number) =>
    Number.isSafeInteger(value) && value >= min && value <= max;
  requireOption('data-fleet', within(conditions, 1, 64), 'conditions', 'a whole number from 1 to 64', conditions);
  requireOption('data-fleet', within(restarts, 1, 1000), 'restarts', 'a whole number from 1 to 1000', restarts);
  requireOption('data-fleet', within(seed, 0, Infinity), 'seed', 'a whole number ≥ 0', seed);
  requireOption('data-fleet', minStd >= 0 && Number.isFinite(minStd), 'minStd', 'a number ≥ 0', minStd);
  const named = Array.isArray(asked) && asked.length > 0 && new Set(asked).size === asked.length;
  requireOption('data-fleet', named, 'inputs', 'names of at least one channel, each once', asked);
  requireOption('data-fleet', typeof onlyVarying === 'boolean', 'onlyVarying', 'true or false', onlyVarying);
  const recognised = conditions === 1 || fleet.settings.length > 0;
  requireOption(
    'data-fleet',
    recognised,
    'conditions',
    '1 for a fleet without settings to tell them apart by',
    conditions,
  );
  if (fleet.role !== 'train') {
    throw fleetError(
      'DF_SCALER_LEAK',
      `a scaler cannot be fitted on ${fleet.role} units: the evaluation would leak into training. Fit it on training units`,
    );
  }
  const { name, timeUnit, channels, settings, origin } = fleet;
  const units = [...new Set(checkedUnits(fleet, options.units ?? fleet.units.map((_, unit) => unit)))];
  requireOption('data-fleet', units.length > 0, 'units', 'at least one unit', options.units);
  const rows = units.reduce((sum, unit) => sum + historyLength(fleet, unit), 0);
  channelIndices(fleet, asked); // that they are there
  const inputs = onlyVarying ? varying(fleet, asked, units) : asked;
  const columns = channelIndices(fleet, inputs);
  const { scale, centroids, labels } = findConditions(fleet, units, { conditions, seed, restarts });
  // Sorted, so that condition 0 is the same one whatever the seed.
  const order = centroids.map((_, c) => c).sort((a, b) => compare(centroids[a]!, centroids[b]!));
  const each = moments(fleet, labels, order.length, columns);
  const data: ScalerData = {
    format: 'amnl-scaler',
    version: 2,
    name,
    timeUnit,
    channels,
    settings,
    inputs,
    settingScale: scale,
    centroids: order.map((c) => centroids[c]!),
    mean: order.map((c) => Array.from(each[c]!.mean)),
    std: order.map((c) => Array.from(each[c]!.std, (std) => (std > 0 && std >= minStd ? std : 1))),
    fittedOn: { units: units.length, rows, checksum: origin.checksum, simulated: origin.simulated },
  };
  const envelope = fitEnvelope(fleet, units, new Scaler(data));
  const drift = fitDrift(fleet, units, new Scaler({ ...data, envelope }));
  return new Scaler({ ...data, envelope, history: fitHistory(fleet, units, inputs), drift });
}

/** Those that are not constant in some units. Throws `DF_NO_CHANNEL`. */
function varying(fleet: Fleet, inputs: readonly string[], units: readonly number[]): readonly string[] {
  const constant = new Set(constantChannels(fleet, units));
  const left = inputs.filter((name) => !constant.has(name));
  if (left.length > 0) return left;
  throw fleetError(
    'DF_NO_CHANNEL',
    `no channel of ${fleet.name} varies in the units to train on: ${inputs.join(', ')}. Give a table with measurements, or more units`,
  );
}

/** Of a row that is not fitted on. */
const LEFT_OUT = -1;

/** The centroids in the settings' own units, and the condition of every row of the fleet. */
function findConditions(
  fleet: Fleet,
  units: readonly number[],
  { conditions, seed, restarts }: { conditions: number; seed: number; restarts: number },
): { scale: number[]; centroids: number[][]; labels: Int8Array } {
  const columns = channelIndices(fleet, fleet.settings);
  const width = columns.length;
  const labels = new Int8Array(fleet.times.length).fill(LEFT_OUT); // there are at most 64 conditions
  for (const unit of units) labels.fill(0, fleet.offsets[unit], fleet.offsets[unit + 1]);
  if (width === 0) return { scale: [], centroids: [[]], labels };
  const scale = Array.from(moments(fleet, labels, 1, columns)[0]!.std, (std) => std || 1);
  const points = new Float64Array(units.reduce((sum, unit) => sum + historyLength(fleet, unit), 0) * width);
  let at = 0;
  for (let row = 0; row < labels.length; row++) {
    if (labels[row] === LEFT_OUT) continue;
    const from = row * fleet.channels.length;
    for (let i = 0; i < width; i++, at++) points[at] = fleet.values[from + columns[i]!]! / scale[i]!;
  }
  const found = kMeans(points, width, conditions, { seed, restarts: conditions === 1 ? 1 : restarts });
  const centroids = Array.from({ length: found.centroids.length / width }, (_, c) =>
    scale.map((s, i) => found.centroids[c * width + i]! * s),
  );
  at = 0;
  for (let row = 0; row < labels.length; row++) if (labels[row] !== LEFT_OUT) labels[row] = found.labels[at++]!;
  return { scale, centroids, labels };
}

/** Means and population standard deviations of channels over the rows with each label from 0 to `count` − 1, in two passes. */
function moments({ values, channels }: Fleet, labels: Int8Array, count: number, columns: readonly number[]) {
  const width = channels.length;
  const each = Array.from({ length: count }, () => ({
    rows: 0,
    mean: new Float64Array(columns.length),
    std: new Float64Array(columns.length),
  }));
  for (const [row, label] of labels.entries()) {
    if (label === LEFT_OUT) continue;
    const own = each[label]!;
    own.rows++;
    for (let i = 0; i < columns.length; i++) own.mean[i]! += values[row * width + columns[i]!]!;
  }
  for (const { rows, mean } of each)
    for (let i = 0; i < columns.length; i++) mean[i] = rows === 0 ? 0 : mean[i]! / rows;
  for (const [row, label] of labels.entries()) {
    if (label === LEFT_OUT) continue;
    const { mean, std } = each[label]!;
    for (let i = 0; i < columns.length; i++) std[i]! += (values[row * width + columns[i]!]! - mean[i]!) ** 2;
  }
  for (const { rows, std } of each) {
    for (let i = 0; i < columns.length; i++) std[i] = rows === 0 ? 0 : Math.sqrt(std[i]! / rows);
  }
  return each;
}

function compare(a: readonly number[], b: readonly number[]): number {
  const i = a.findIndex((value, j) => value !== b[j]);
  return i < 0 ? 0 : a[i]! - b[i]!;
}
