import type { HostTensors } from '@amnl/core-loop';
import type { Windows } from '@amnl/data-fleet';
import { type PredictedLife, type PrognosticReport, prognosticReport, type UnitPrognostics } from '@amnl/metrics-rul';
import type { CalibrationData } from '../schemas/calibration.js';

/** Prognostic metrics of named units; see `prognosticReport` of `@amnl/metrics-rul`. */
export type Prognostics = Omit<PrognosticReport, 'units'> & {
  readonly units: readonly (Omit<UnitPrognostics, 'unit'> & { readonly unit: string })[];
};

/** Prognostic metrics of a fleet, without the rows per unit. */
export type FleetPrognostics = Omit<PrognosticReport, 'units'>;

/**
 * Prognostic metrics of the units whose life is known, from predictions for all their windows.
 * @param outputs `rul` [N]
 * @param windows that were predicted, in their order
 * @returns undefined if no unit has enough windows, or a prediction is not finite, which all other figures say
 */
export function prognosticsOf(
  outputs: HostTensors,
  windows: Pick<Windows, 'units' | 'unit' | 'time' | 'uncappedRul' | 'censored'>,
  cap: number,
): Prognostics | undefined {
  const { units, unit, time, uncappedRul: remaining, censored } = windows;
  if (!remaining) return undefined;
  return prognosticsOfRows(units, { unit, time, rul: outputs['rul']!.data, remaining, censored }, cap);
}

type Column = Float64Array | Float32Array | Int32Array | number[];

/** Predictions with the truth, a column each. */
export interface PredictedRows {
  /** Index of the unit; ascending. */
  readonly unit: Column;
  /** Age; ascending within a unit. */
  readonly time: Column;
  readonly rul: Column;
  /** True remaining life, uncapped. */
  readonly remaining: Column;
  /** 1 where the unit still runs. Default: none does. */
  readonly censored?: Column;
}

/** Prognostic metrics over the whole lives of the units that a run held out; see {@link prognosticsOf}. */
export function wholeLivesOf({ units, rows, rulCap }: CalibrationData): Prognostics | undefined {
  return prognosticsOfRows(units, rows, rulCap ?? Number.POSITIVE_INFINITY);
}

/** The same of rows; see {@link prognosticsOf}. */
export function prognosticsOfRows(names: readonly string[], rows: PredictedRows, cap: number): Prognostics | undefined {
  const lives = [...livesOf(rows)];
  if (lives.length === 0 || !rows.rul.every(Number.isFinite)) return undefined;
  const report = prognosticReport(
    lives.map(([, life]) => life),
    { cap },
  );
  return report && { ...report, units: report.units.map((row) => ({ ...row, unit: names[lives[row.unit]![0]]! })) };
}

/**
 * The end is taken from the last row: as true lives are float32, it is most exact there. Times that begin below 0 are not ages, and then
 * the life is counted from the first row.
 */
function* livesOf({
  unit,
  time,
  rul,
  remaining,
  censored,
}: PredictedRows): Generator<readonly [number, PredictedLife]> {
  for (let from = 0, to = 0; from < unit.length; from = to) {
    while (to < unit.length && unit[to] === unit[from]) to++;
    if (censored?.[from] === 1) continue;
    const part = (column: Column) => (Array.isArray(column) ? column.slice(from, to) : column.subarray(from, to));
    const begin = Math.min(0, time[from]!);
    const times = begin === 0 ? part(time) : part(time).map((at) => at - begin);
    yield [unit[from]!, { times, predicted: part(rul), end: times[to - from - 1]! + remaining[to - 1]! }];
  }
}

/** Without the rows per unit: a fleet may have very many. */
export function ofFleet({ units: _, ...fleet }: Prognostics): FleetPrognostics {
  return fleet;
}
