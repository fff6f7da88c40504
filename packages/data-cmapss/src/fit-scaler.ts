import { knownOptions } from '@amnl/core-loop';
import { RAW_COLUMNS } from './columns.js';
import { checkInteger, dataError } from './errors.js';
import { FEATURE_NAMES, FEATURES } from './features.js';
import { type Fleet, unitCount } from './fleet.js';
import { kMeans } from './kmeans.js';
import { Scaler, SETTINGS } from './scaler.js';
import { SUBSETS } from './subsets.js';

/** Options of {@link fitScaler}. */
export interface FitScalerOptions {
  /** Number of operating conditions. Default: 6 for FD002 and FD004, else 1. */
  readonly conditions?: number;
  /** Seed of the k-means++ starts. Default 0. */
  readonly seed?: number;
  /** k-means runs; the best is kept. Default 10. */
  readonly restarts?: number;
  /**
   * Columns whose σ in a condition is below this, in NASA's units, are centred but not divided (σ = 1): the settings within
   * a condition, whose jitter would otherwise be blown up to the size of a signal. Default 0.01; the quietest sensor
   * among the features has 0.037.
   */
  readonly minStd?: number;
}

/**
 * Fits the per-condition z-score on training units: k-means on the settings, each divided by its standard deviation so
 * that altitude (0–42) does not outweigh the Mach number (0–0.84), then μ and σ (population, float64) of each feature in each
 * condition. Throws `DC_SCALER_LEAK` for test or held-out units.
 */
export function fitScaler(fleet: Fleet, options: FitScalerOptions = {}): Scaler {
  knownOptions('fitScaler', options, ['conditions', 'seed', 'restarts', 'minStd']);
  const { conditions = SUBSETS[fleet.subset].conditions, seed = 0, restarts = 10, minStd = 0.01 } = options;
  checkInteger('conditions', conditions, 1, 64);
  checkInteger('restarts', restarts, 1, 1000);
  checkInteger('seed', seed, 0);
  if (!(minStd >= 0 && Number.isFinite(minStd))) {
    throw dataError('DC_OPTION_INVALID', `minStd is ${String(minStd)}. Give a number of at least 0`);
  }
  if (fleet.role !== 'train') {
    throw dataError(
      'DC_SCALER_LEAK',
      `a scaler cannot be fitted on ${fleet.role} units: the evaluation would leak into training. Fit it on training units`,
    );
  }
  const rows = fleet.values.length / RAW_COLUMNS;
  const { scale, points } = scaledSettings(fleet, rows);
  const { centroids, labels } = kMeans(points, SETTINGS, conditions, {
    seed,
    restarts: conditions === 1 ? 1 : restarts,
  });
  const inUnits = Array.from({ length: centroids.length / SETTINGS }, (_, c) =>
    scale.map((s, i) => centroids[c * SETTINGS + i]! * s),
  );
  // Sorted, so that condition 0 is the same one whatever the seed.
  const order = inUnits.map((_, c) => c).sort((a, b) => compare(inUnits[a]!, inUnits[b]!));
  const moments = order.map((c) => conditionMoments(fleet, labels, c, minStd));
  return new Scaler({
    format: 'amnl-scaler',
    version: 1,
    subset: fleet.subset,
    features: FEATURE_NAMES,
    settingScale: scale,
    centroids: order.map((c) => inUnits[c]!),
    mean: moments.map(({ mean }) => mean),
    std: moments.map(({ std }) => std),
    fittedOn: { units: unitCount(fleet), rows, checksum: fleet.checksum, simulated: fleet.simulated },
  });
}

function scaledSettings(fleet: Fleet, rows: number) {
  const all = new Int32Array(rows);
  const scale = [0, 1, 2].map((column) => moments(fleet, all, 0, column).std || 1);
  const points = new Float64Array(rows * SETTINGS);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < SETTINGS; i++) points[row * SETTINGS + i] = fleet.values[row * RAW_COLUMNS + i]! / scale[i]!;
  }
  return { scale, points };
}

function conditionMoments(fleet: Fleet, labels: Int32Array, condition: number, minStd: number) {
  const each = FEATURES.map(({ column }) => moments(fleet, labels, condition, column));
  return { mean: each.map(({ mean }) => mean), std: each.map(({ std }) => (std > 0 && std >= minStd ? std : 1)) };
}

/** Mean and population standard deviation of a column over the rows with `label`, in two passes. */
function moments(fleet: Fleet, labels: Int32Array, label: number, column: number): { mean: number; std: number } {
  let count = 0;
  let sum = 0;
  for (let row = 0; row < labels.length; row++) {
    if (labels[row] !== label) continue;
    count++;
    sum += fleet.values[row * RAW_COLUMNS + column]!;
  }
  const mean = count === 0 ? 0 : sum / count;
  let squares = 0;
  for (let row = 0; row < labels.length; row++) {
    if (labels[row] === label) squares += (fleet.values[row * RAW_COLUMNS + column]! - mean) ** 2;
  }
  return { mean, std: count === 0 ? 0 : Math.sqrt(squares / count) };
}

function compare(a: readonly number[], b: readonly number[]): number {
  const i = a.findIndex((value, j) => value !== b[j]);
  return i < 0 ? 0 : a[i]! - b[i]!;
}
