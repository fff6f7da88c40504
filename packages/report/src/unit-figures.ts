import type { UnitResult } from './run-data.js';

/** What all rows of a unit say together. */
export interface UnitFigures {
  /** Over its rows, against the capped truth; of a unit of known life. */
  readonly rmse?: number;
  /** Rows at which it was predicted less than it has lived since; of one that still runs. */
  readonly outlived?: number;
}

/** Figures over the rows that `unit` has here. @param cap of the targets, or `Infinity` */
export function unitFigures({ times, predicted, truth, running }: UnitResult, cap: number): UnitFigures {
  const end = truth + times.at(-1)!;
  const known = (row: number): number => Math.min(end - times[row]!, cap);
  if (running) return { outlived: predicted.filter((rul, row) => rul !== null && rul < known(row)).length };
  const squares = predicted.reduce<number>((sum, rul, row) => sum + ((rul ?? Number.NaN) - known(row)) ** 2, 0);
  return { rmse: Math.sqrt(squares / predicted.length) };
}
