import type { EnvelopeData } from './envelope-data.js';
import { type Fleet, historyLength } from './fleet.js';
import { inverse } from './inverse.js';
import { RowGauge, Together } from './row-gauge.js';
import type { Scaler } from './scaler.js';

/** Inputs beyond which it would take too long to look at all pairs of them in every row. */
const MOST_TOGETHER = 64;

/** Rows for each input that a covariance needs, to hold for other rows too. */
const ROWS_PER_INPUT = 20;

/** Rows that quantiles and covariances are taken of, evenly spaced; extremes are those of all. */
const SAMPLE = 100_000;

/** An input varies if its z-scores have at least this variance: not one that is constant or was only centred. */
const VARIES = 0.1;

/** Added to the variances, so that inputs that are copies of each other leave something open. */
const RIDGE = 1e-3;

/** What the rows of training units are like, scaled by the scaler that was fitted on them. @param units indices of these units */
export function fitEnvelope(fleet: Fleet, units: readonly number[], scaler: Scaler): EnvelopeData {
  const gauge = new RowGauge(scaler);
  const fitted = [...units].sort((a, b) => a - b);
  const rows = fitted.reduce((sum, unit) => sum + historyLength(fleet, unit), 0);
  const [width, inputs] = [fleet.channels.length, scaler.inputs.length];
  const perCondition = <T>(make: () => T) => Array.from({ length: scaler.conditions }, make);
  const min = perCondition(() => new Array<number>(inputs).fill(Number.POSITIVE_INFINITY));
  const max = perCondition(() => new Array<number>(inputs).fill(Number.NEGATIVE_INFINITY));
  const sampled = perCondition(() => Array.from({ length: inputs }, (): number[] => []));
  const distance = perCondition(() => ({ rows: 0, squares: 0, max: 0 }));
  const products = Array.from({ length: inputs <= MOST_TOGETHER ? inputs : 0 }, () => new Float64Array(inputs));
  const step = Math.max(1, Math.ceil(rows / SAMPLE));
  let seen = 0;
  for (const row of rowsOf(fleet, fitted)) {
    gauge.measure(fleet.values, row * width);
    const { condition, z } = gauge;
    const far = distance[condition]!;
    far.rows += 1;
    far.squares += gauge.distance ** 2;
    far.max = Math.max(far.max, gauge.distance);
    for (let i = 0; i < inputs; i++) {
      min[condition]![i] = Math.min(min[condition]![i]!, z[i]!);
      max[condition]![i] = Math.max(max[condition]![i]!, z[i]!);
    }
    if (seen++ % step > 0) continue;
    for (let i = 0; i < inputs; i++) sampled[condition]![i]!.push(z[i]!);
    for (const [i, sums] of products.entries()) for (let j = 0; j < inputs; j++) sums[j]! += z[i]! * z[j]!;
  }
  const sizes = sampled.reduce((sum, [first]) => sum + first!.length, 0);
  // With few units their extremes say less of what the next one does: 1.4 for a hundred of them, 3 for four.
  const margin = 1 + 4 / Math.sqrt(Math.max(1, fitted.length));
  const finite = (table: number[][]) => table.map((row) => row.map((value) => (Number.isFinite(value) ? value : 0)));
  const covariance = products.map((sums) => Array.from(sums, (sum) => sum / sizes));
  const together = sizes >= ROWS_PER_INPUT * inputs ? fitTogether(fleet, fitted, scaler, covariance) : undefined;
  const sorted = sampled.map((columns) => columns.map((column) => Float64Array.from(column).sort()));
  const quantile = (q: number) =>
    sorted.map((columns) => columns.map((column) => column[Math.round(q * (column.length - 1))] ?? 0));
  return {
    margin,
    min: finite(min),
    max: finite(max),
    low: quantile(0.01),
    high: quantile(0.99),
    distance: {
      rms: distance.map(({ squares, rows }) => (rows === 0 ? 0 : Math.sqrt(squares / rows))),
      max: distance.map(({ max }) => max),
      margin: separations(scaler).map((separation) => Math.min(margin, separation / 10)),
    },
    ...(together && { together }),
  };
}

function fitTogether(
  fleet: Fleet,
  units: readonly number[],
  scaler: Scaler,
  covariance: number[][],
): EnvelopeData['together'] {
  const varying = covariance.flatMap((row, i) => (row[i]! >= VARIES ? [i] : []));
  if (varying.length < 2) return undefined;
  const ridged = varying.map((i) => varying.map((j) => covariance[i]![j]! + (i === j ? RIDGE : 0)));
  // Six digits are enough, and halve the file; the extremes are those of what is stored.
  const precision = inverse(ridged).map((row) => row.map((value) => Number(value.toPrecision(6))));
  const gauge = new RowGauge(scaler);
  const together = new Together(varying, precision);
  const max = varying.map(() => 0);
  for (const row of rowsOf(fleet, units)) {
    gauge.measure(fleet.values, row * fleet.channels.length);
    for (let i = 0; i < varying.length; i++) max[i] = Math.max(max[i]!, Math.abs(together.residual(gauge.z, i)));
  }
  return { inputs: varying.map((i) => scaler.inputs[i]!), precision, max };
}

/** The rows of some units, one after the other. */
function* rowsOf({ offsets }: Fleet, units: readonly number[]): Generator<number> {
  for (const unit of units) for (let row = offsets[unit]!; row < offsets[unit + 1]!; row++) yield row;
}

/** From each centroid to the nearest other one; Infinity for the only one. */
function separations({ data: { centroids, settingScale } }: Scaler): number[] {
  const between = (a: readonly number[], b: readonly number[]) =>
    Math.hypot(...a.map((value, i) => (value - b[i]!) / settingScale[i]!));
  return centroids.map((a) => Math.min(...centroids.filter((b) => b !== a).map((b) => between(a, b))));
}
