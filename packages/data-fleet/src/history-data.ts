import { invalid, numbers, record } from './stored.js';

/** What training histories were like from one row to the next. Plain JSON, stored in a scaler. */
export interface HistoryData {
  /**
   * How far apart rows are, in the fleet's unit of time: least, middle and greatest of the medians over ten steps each, so that a gap
   * here and there does not count. Absent where no unit has six rows.
   */
  readonly step?: { readonly min: number; readonly median: number; readonly max: number };
  /** Of each input that always moved sooner or later: the most rows in sequence that had the same value. */
  readonly longestStill: Readonly<Record<string, number>>;
}

/** Checks stored facts of histories. Throws `DF_SCALER_INVALID`. */
export function validateHistory(json: unknown, inputs: readonly string[]): HistoryData {
  const data = record(json, 'history');
  const still = Object.entries(record(data['longestStill'], 'history.longestStill'));
  const unknown = still.some(([name]) => !inputs.includes(name));
  if (unknown) throw invalid('history.longestStill has a name that is not among its inputs');
  const positive = (value: unknown, name: string) => numbers([value], 1, name, true)[0]!;
  const longestStill = Object.fromEntries(
    still.map(([name, rows]) => [name, positive(rows, 'a number of history.longestStill')]),
  );
  if (data['step'] === undefined) return { longestStill };
  const step = record(data['step'], 'history.step');
  const of = (key: 'min' | 'median' | 'max') => positive(step[key], `history.step.${key}`);
  return { step: { min: of('min'), median: of('median'), max: of('max') }, longestStill };
}
