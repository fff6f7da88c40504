import { HEALTH_STATES } from '@amnl/data-fleet';
import { csvLine } from '../files/csv.js';
import type { RangedPrediction } from '../pipeline/predict-units.js';
import { predictionCells, predictionColumns } from '../pipeline/predictions.js';
import { countsCycles } from '../schemas/data-facts.js';

/** How predictions become lines. */
export interface PredictionFormat {
  readonly before: readonly string[];
  line(prediction: RangedPrediction): string;
  /** Between two lines, at the end of the first. */
  readonly between: string;
  readonly after: readonly string[];
}

/** Columns that say whether a prediction can be trusted. */
const RANGE_COLUMNS = ['in_range', 'worst_channel', 'worst_deviation'] as const;

/** A table. @param timeUnit of the data */
export function csvFormat(timeUnit: string): PredictionFormat {
  return {
    before: [csvLine([...predictionColumns(timeUnit), ...RANGE_COLUMNS])],
    line: (prediction) => csvLine([...predictionCells(prediction), ...rangeCells(prediction)]),
    between: '',
    after: [],
  };
}

/** The cells of {@link RANGE_COLUMNS}. */
function rangeCells({ inRange, worstChannel, worstDeviation }: Omit<RangedPrediction, 'unit'>): string[] {
  return [inRange ? '1' : '0', worstChannel, worstDeviation.toFixed(2)];
}

/** One JSON array, or with `lines` an object a line. */
export function jsonFormat(timeUnit: string, lines: boolean): PredictionFormat {
  const line = (prediction: RangedPrediction) => JSON.stringify(predictionObject(prediction, timeUnit));
  return lines ? { before: [], line, between: '', after: [] } : { before: ['['], line, between: ',', after: [']'] };
}

/** What `docs/schemas/prediction.schema.json` describes: the columns of the table, with the same digits. */
function predictionObject(prediction: RangedPrediction, timeUnit: string) {
  const { unit, time, rul, health, probabilities, inRange, worstChannel, worstDeviation } = prediction;
  const digits = (value: number, n: number) => Number(value.toFixed(n));
  return {
    unit,
    [countsCycles(timeUnit) ? 'cycle' : 'time']: time,
    rul: digits(rul, 3),
    health,
    ...Object.fromEntries(HEALTH_STATES.map((state, i) => [`p_${state}`, digits(probabilities[i]!, 6)])),
    in_range: inRange,
    worst_channel: worstChannel,
    worst_deviation: digits(worstDeviation, 2),
  };
}

/** The lines of parts of predictions, as they come. */
export async function* linesOfPredictions(
  { before, line, between, after }: PredictionFormat,
  parts: AsyncIterable<readonly RangedPrediction[]>,
): AsyncGenerator<string[]> {
  let lines = [...before]; // with the first part: nothing is printed where that is refused
  let held: string | undefined; // until it is known whether another one follows
  for await (const part of parts) {
    for (const prediction of part) {
      if (held !== undefined) lines.push(held + between);
      held = line(prediction);
    }
    yield lines;
    lines = [];
  }
  yield [...lines, ...(held === undefined ? [] : [held]), ...after];
}
