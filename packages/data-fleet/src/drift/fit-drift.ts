import { fillUniform } from '@amnl/core-loop';
import { type Fleet, historyLength } from '../fleet.js';
import type { Scaler } from '../scaler.js';
import { decileBorders } from './bins.js';
import { Cells } from './cells.js';
import type { DriftData, SharesData } from './drift-data.js';
import { DriftGauge } from './drift-gauge.js';
import { sharesOf } from './psi.js';
import { evenly, UnitCounts } from './unit-counts.js';

/** Rows that borders are found in, and that shares are counted in: more would not move them. */
const BORDER_ROWS = 20_000;
const SHARE_ROWS = 200_000;

/**
 * What other rows are compared with to see whether they have drifted.
 * @param units indices of the units that the scaler was fitted on
 */
export function fitDrift(fleet: Fleet, units: readonly number[], scaler: Scaler): DriftData {
  const fitted = [...units].sort((a, b) => a - b);
  const gauge = new DriftGauge(scaler);
  const width = fleet.channels.length;
  const borders = findBorders(fleet, fitted, gauge);
  const cells = new Cells(borders, scaler.conditions);
  const counts = new Float64Array(cells.length);
  for (const row of sampled(fleet, fitted, SHARE_ROWS)) {
    gauge.measure(fleet.values, row * width);
    cells.count(gauge, counts);
  }

  const some = new UnitCounts(cells);
  for (const unit of evenly(fitted, some.room)) {
    const rows = [...sampled(fleet, [unit], SHARE_ROWS / some.room)];
    some.add(rows.length, gauge, (row) => gauge.measure(fleet.values, rows[row]! * width));
  }
  const { sizes, chance } = some.levels(fitted.length);

  const measures = borders.map((own, i): SharesData => {
    const [all, bins] = [cells.of(counts, i), cells.bins[i]!];
    const condition = (_: unknown, c: number) => sharesOf(all.subarray(c * bins, (c + 1) * bins));
    return { borders: own, shares: Array.from({ length: cells.conditions }, condition), chance: chance[i]! };
  });
  return {
    sizes,
    conditions: { shares: sharesOf(cells.mix(counts)), chance: chance.at(-1)! },
    values: measures.slice(0, gauge.inputs),
    ...(scaler.data.envelope?.together && { alone: measures.slice(gauge.inputs) }),
  };
}

function findBorders(fleet: Fleet, units: readonly number[], gauge: DriftGauge): number[][] {
  const rows = [...sampled(fleet, units, BORDER_ROWS)];
  const columns = Array.from({ length: gauge.width }, () => new Float32Array(rows.length));
  for (const [at, row] of rows.entries()) {
    gauge.measure(fleet.values, row * fleet.channels.length);
    for (let i = 0; i < gauge.width; i++) columns[i]![at] = gauge.out[i]!;
  }
  return columns.map((column) => decileBorders(column.sort()));
}

/** All rows of some units, or one at random of every so many: evenly spaced ones could always hit the same condition. */
function* sampled(fleet: Fleet, units: readonly number[], most: number): Generator<number> {
  const rows = units.reduce((total, unit) => total + historyLength(fleet, unit), 0);
  const step = Math.max(1, Math.ceil(rows / most));
  const jitter = fillUniform(new Float32Array(step > 1 ? most : 0), 0, 'drift rows', 0);
  let seen = 0;
  for (const unit of units) {
    for (let row = fleet.offsets[unit]!; row < fleet.offsets[unit + 1]!; row++, seen++) {
      if (step === 1 || seen % step === Math.floor(jitter[Math.floor(seen / step)]! * step)) yield row;
    }
  }
}
