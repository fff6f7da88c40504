import { type IntervalData, intervalAt } from '@amnl/conformal';
import type { HostTensors } from '@amnl/core-loop';
import { HEALTH_STATES, isoTime, type Windows } from '@amnl/data-fleet';
import { countsCycles } from '../schemas/data-facts.js';

/** One prediction. */
export interface Prediction {
  /** Name of the unit, and time of the window's last row. */
  readonly unit: string;
  readonly time: number;
  /** The same as ISO 8601, where the table has timestamps. */
  readonly timestamp?: string | undefined;
  /** Remaining useful life, in the unit of time of the data. */
  readonly rul: number;
  /** Of an ensemble: standard deviation (population) of what its members predict, in the same unit. */
  readonly spread?: number | undefined;
  readonly health: (typeof HEALTH_STATES)[number];
  /** Probabilities of the three states; their sum is 1. */
  readonly probabilities: readonly number[];
}

/** What the columns of predictions depend on. */
export interface PredictionFacts {
  /** Unit of time of the data; where that is cycles, the time is a cycle. */
  readonly timeUnit: string;
  /** Whether the times are also written as timestamps. */
  readonly dated: boolean;
  /** Cap of the targets. */
  readonly rulCap: number;
  /** The run's intervals, where it has any. */
  readonly intervals?: IntervalData | undefined;
  /** Whether the network is an ensemble, whose members differ. */
  readonly spread?: boolean;
  /** Whether each prediction says what to do with the unit. */
  readonly planned?: boolean;
}

/** Both ends of the interval. */
export const INTERVAL_COLUMNS = ['rul_low', 'rul_high'] as const;

/** Columns of `amnl predict`. */
export function predictionColumns({ timeUnit, dated, spread, intervals }: PredictionFacts): readonly string[] {
  const time = countsCycles(timeUnit) ? 'cycle' : 'time';
  const states = HEALTH_STATES.map((state) => `p_${state}`);
  const more = [...(spread ? ['rul_spread'] : []), ...(intervals ? INTERVAL_COLUMNS : [])];
  return ['unit', time, ...(dated ? ['timestamp'] : []), 'rul', ...more, 'health', ...states];
}

/** Decimals of a RUL: 3, or as many more as a life that is counted in large units needs. */
export function rulDecimals({ rulCap }: Pick<PredictionFacts, 'rulCap'>): number {
  return Number.isFinite(rulCap) ? Math.max(3, 4 - Math.floor(Math.log10(rulCap))) : 3;
}

/** Decimals of an error for people: 2, or as many more. */
export function errorDecimals(facts: Pick<PredictionFacts, 'rulCap'>): number {
  return rulDecimals(facts) - 1;
}

/** A float32 as the shortest decimal that is read as the same one. */
export function float32Text(value: number): string {
  for (let digits = 7; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(value);
}

/**
 * Reads the network's outputs row by row.
 * @param outputs `rul` [N], `health` [N, 3] logits, of an ensemble `rul_spread` [N]
 * @param windows that were predicted, in their order
 * @param from first window that is read
 * @param to first window after it that is not; default all
 */
export function readPredictions(
  outputs: HostTensors,
  windows: Pick<Windows, 'units' | 'unit' | 'time' | 'clock'>,
  from = 0,
  to = windows.unit.length,
): Prediction[] {
  const { units, unit, time, clock } = windows;
  const rul = outputs['rul']!.data;
  const logits = outputs['health']!.data;
  const spread = outputs['rul_spread']?.data;
  const states = HEALTH_STATES.length;
  return Array.from({ length: Math.min(to, unit.length) - from }, (_, at) => {
    const i = from + at;
    const probabilities = softmax(Array.from(logits.subarray(i * states, (i + 1) * states)));
    const best = probabilities.indexOf(Math.max(...probabilities));
    return {
      unit: units[unit[i]!]!,
      time: time[i]!,
      timestamp: isoTime({ clock }, unit[i]!, time[i]!),
      rul: rul[i]!,
      spread: spread?.[i],
      health: HEALTH_STATES[best]!,
      probabilities,
    };
  });
}

/** A time as it is printed: next to its timestamp six decimals are enough, as timestamps seldom are round numbers of hours. */
export function printedTime(time: number, { dated }: Pick<PredictionFacts, 'dated'>): number {
  return dated ? Number(time.toFixed(6)) : time;
}

/** The cells of a row, in the order of {@link predictionColumns}; probabilities have 6 decimals. */
export function predictionCells(prediction: Prediction, facts: PredictionFacts): string[] {
  const { unit, time, timestamp = '', rul, spread, health, probabilities } = prediction;
  const decimals = rulDecimals(facts);
  const when = [String(printedTime(time, facts)), ...(facts.dated ? [timestamp] : [])];
  const lives = [rul, ...(facts.spread ? [spread!] : []), ...intervalOf(rul, facts)].map((life) =>
    lifeText(life, decimals),
  );
  return [unit, ...when, ...lives, health, ...probabilities.map((p) => p.toFixed(6))];
}

/** Both ends of a prediction's interval, `Infinity` for "at least the cap"; none where the run has no intervals. */
export function intervalOf(rul: number, { intervals }: Pick<PredictionFacts, 'intervals'>): readonly number[] {
  if (!intervals) return [];
  const { low, high } = intervalAt(intervals, rul);
  return [low, high];
}

/** `inf` is what NumPy, pandas, DuckDB and C read as infinite. */
function lifeText(life: number, decimals: number): string {
  return life === Number.POSITIVE_INFINITY ? 'inf' : life.toFixed(decimals);
}

function softmax(logits: readonly number[]): number[] {
  const largest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}
