import { engineCount, type Fleet, historyLength, RAW_COLUMNS } from '@amnl/data-cmapss';

/**
 * Puts `rows` copies of each engine's first row in front of it, so that with `rows = window − 1` every row of the original
 * is the last one of a window: an engine can be judged from its first cycle on. Cycles then count `rows` too many.
 */
export function prependFirstRows(fleet: Fleet, rows: number): Fleet {
  const engines = engineCount(fleet);
  const values = new Float32Array(fleet.values.length + engines * rows * RAW_COLUMNS);
  const offsets = new Int32Array(engines + 1);
  let at = 0;
  for (let engine = 0; engine < engines; engine++) {
    const from = fleet.offsets[engine]! * RAW_COLUMNS;
    const own = fleet.values.subarray(from, from + historyLength(fleet, engine) * RAW_COLUMNS);
    for (let i = 0; i < rows; i++, at += RAW_COLUMNS) values.set(own.subarray(0, RAW_COLUMNS), at);
    values.set(own, at);
    at += own.length;
    offsets[engine + 1] = at / RAW_COLUMNS;
  }
  return { ...fleet, values, offsets };
}
