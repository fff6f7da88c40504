import { HEALTH_STATES } from '@amnl/data-fleet';
import { csvLine } from '../files/csv.js';
import type { RangedPrediction } from '../pipeline/predict-units.js';
import {
  INTERVAL_COLUMNS,
  intervalOf,
  type PredictionFacts,
  predictionCells,
  predictionColumns,
  printedTime,
  rulDecimals,
} from '../pipeline/predictions.js';
import { countsCycles } from '../schemas/data-facts.js';
import { changeBy, PLAN_COLUMNS, planCells } from './plan-cells.js';

/** How predictions become lines. */
export interface PredictionFormat {
  readonly before: readonly string[];
  line(prediction: RangedPrediction): string;
  /** Between two lines, at the end of the first. */
  readonly between: string;
  readonly after: readonly string[];
}

/** Columns that say whether a prediction can be trusted. */
const RANGE_COLUMNS = ['in_range', 'worst_channel', 'worst_kind', 'worst_deviation'] as const;

/** Names of the columns, in their order. */
export function tableColumns(facts: PredictionFacts): readonly string[] {
  return [
    ...predictionColumns(facts),
    ...(facts.dated ? ['fails_about'] : []),
    ...(facts.planned ? PLAN_COLUMNS : []),
    ...RANGE_COLUMNS,
  ];
}

/** A table. */
export function csvFormat(facts: PredictionFacts): PredictionFormat {
  return {
    before: [csvLine(tableColumns(facts))],
    line: (prediction) => {
      const date = facts.dated ? [prediction.failsAbout ?? ''] : [];
      return csvLine([
        ...predictionCells(prediction, facts),
        ...date,
        ...planCells(prediction, facts),
        ...rangeCells(prediction),
      ]);
    },
    between: '',
    after: [],
  };
}

/** The cells of {@link RANGE_COLUMNS}. */
function rangeCells({ inRange, worstChannel, worstKind, worstDeviation }: Omit<RangedPrediction, 'unit'>): string[] {
  return [inRange ? '1' : '0', worstChannel, worstKind, worstDeviation.toFixed(2)];
}

/** One JSON array, or with `lines` an object a line. */
export function jsonFormat(facts: PredictionFacts, lines: boolean): PredictionFormat {
  const line = (prediction: RangedPrediction) => JSON.stringify(predictionObject(prediction, facts));
  return lines ? { before: [], line, between: '', after: [] } : { before: ['['], line, between: ',', after: [']'] };
}

/** What `docs/schemas/prediction.schema.json` describes: the columns of the table, with the same digits. */
export function predictionObject(prediction: RangedPrediction, facts: PredictionFacts) {
  const { unit, time, timestamp, rul, spread, health, probabilities } = prediction;
  const { failsAbout = null, inRange, worstChannel, worstKind, worstDeviation } = prediction;
  const ends = intervalOf(rul, facts);
  const digits = (value: number, n: number) => Number(value.toFixed(n));
  return {
    unit,
    [countsCycles(facts.timeUnit) ? 'cycle' : 'time']: printedTime(time, facts),
    ...(facts.dated && { timestamp }),
    rul: digits(rul, rulDecimals(facts)),
    ...(facts.spread && { rul_spread: digits(spread!, rulDecimals(facts)) }),
    ...Object.fromEntries(
      ends.map((end, i) => [INTERVAL_COLUMNS[i], Number.isFinite(end) ? digits(end, rulDecimals(facts)) : null]),
    ),
    health,
    ...Object.fromEntries(HEALTH_STATES.map((state, i) => [`p_${state}`, digits(probabilities[i]!, 6)])),
    ...(facts.dated && { fails_about: failsAbout }),
    ...(prediction.plan && { action: prediction.plan.action, change_by: changeBy(prediction, facts) ?? null }),
    in_range: inRange,
    worst_channel: worstChannel,
    worst_kind: worstKind,
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
