import type { IntervalData } from '@amnl/conformal';
import { plainText } from '@amnl/core-loop/plain-text';
import { fitRow, render, widthOf } from '@amnl/progress/fit-row';
import type { RangedPrediction } from '../pipeline/predict-units.js';
import { intervalOf, type PredictionFacts } from '../pipeline/predictions.js';

/** A table for people: how wide the terminal is, and what a unit is called. */
export interface TableView {
  readonly columns: number;
  readonly noun: string;
}

/** A unit's name keeps this many characters before a column is left out, and a channel's name has at most as many. */
const NAME = 12;
const CHANNEL = 24;

/** Predictions as lines that fit a terminal: what a person decides by. All columns are in the CSV. */
export async function* linesForPeople(
  facts: PredictionFacts,
  { columns, noun }: TableView,
  parts: AsyncIterable<readonly RangedPrediction[]>,
): AsyncGenerator<string[]> {
  const all: RangedPrediction[] = [];
  for await (const part of parts) all.push(...part);
  const decimals = rulDigits(facts);
  const dates = all.map(({ failsAbout }) => dateParts(failsAbout));
  const planned = all.map(({ plan }) => dateParts(plan?.changeDate));
  const zone = [...dates, ...planned].find((date) => date.zone !== '')?.zone;
  const names = [noun, ...all.map(({ unit }) => unit)];
  // The highest rank is left out first where the terminal is narrow.
  const cells = [
    { rank: 0, right: true, texts: [`RUL, ${facts.timeUnit}`, ...all.map(({ rul }) => rul.toFixed(decimals))] },
    ...(facts.intervals
      ? [
          {
            rank: 1,
            right: true,
            texts: [intervalTitle(facts.intervals), ...all.map(({ rul }) => intervalText(rul, facts, decimals))],
          },
        ]
      : []),
    ...(facts.dated
      ? [{ rank: 3, right: false, texts: [`fails about${zone ? ` (${zone})` : ''}`, ...dates.map(({ at }) => at)] }]
      : []),
    ...(facts.planned
      ? [{ rank: 0, right: false, texts: [actionTitle(zone), ...all.map((one) => actionText(one, facts))] }]
      : []),
    { rank: 2, right: false, texts: ['health', ...all.map(({ health }) => health)] },
    { rank: 0, right: false, texts: ['in range', ...all.map(inRange)] },
  ].map((column) => ({ ...column, texts: padded(column.texts, column.right) }));
  const taken = cells.reduce((sum, { texts }) => sum + widthOf(texts[0]!), 0);
  const widest = widestOf(names.map((name) => plainText(name))) + 1;
  const column = Math.min(widest, Math.max(NAME, columns - taken));
  yield names.map((name, row) => {
    const shown = cells.map(({ rank, texts }) => ({ rank, text: texts[row]! }));
    return render(fitRow({ label: { text: name }, parts: shown }, columns, column), false, columns).trimEnd();
  });
}

function actionTitle(zone: string | undefined): string {
  return `change${zone ? ` (${zone})` : ''}`;
}

/** E.g. `by 231.4`, under `change`. */
function actionText(prediction: RangedPrediction, facts: PredictionFacts): string {
  const { action, changeBy, changeDate } = prediction.plan!;
  if (action !== 'change by') return action.replace('change ', '');
  return `by ${changeDate === undefined ? floored(changeBy!, rulDigits(facts)) : dateParts(changeDate).at}`;
}

/** Not later than the plan. */
function floored(age: number, digits: number): string {
  return (Math.floor(age * 10 ** digits) / 10 ** digits).toFixed(digits);
}

function intervalTitle({ coverage }: IntervalData): string {
  return `${Number((100 * coverage).toFixed(4))} % interval`;
}

/** E.g. `31–58`; an interval without an upper end says what its lower one is: `≥ 104`. */
function intervalText(rul: number, facts: PredictionFacts, decimals: number): string {
  const [low, high] = intervalOf(rul, facts);
  return high === Number.POSITIVE_INFINITY
    ? `≥ ${low!.toFixed(decimals)}`
    : `${low!.toFixed(decimals)}–${high!.toFixed(decimals)}`;
}

/** Four digits of a life as long as the cap. */
function rulDigits({ rulCap }: PredictionFacts): number {
  return Number.isFinite(rulCap) ? Math.max(0, 3 - Math.floor(Math.log10(rulCap))) : 1;
}

/** A date as people read it, and its zone, which stands in the title. No date: the life is near the cap. */
function dateParts(time: string | undefined): { at: string; zone: string } {
  const [, day, clock = '', zone = ''] =
    /^([\d-]{10})(?:T(\d\d:\d\d(?::(?!00)\d\d)?)[:.\d]*(.*))?$/.exec(time ?? '') ?? [];
  if (day === undefined) return { at: time ?? '–', zone: '' };
  return { at: `${day} ${clock}`.trim(), zone: zone === 'Z' ? 'UTC' : zone };
}

function inRange({ inRange: yes, worstChannel }: RangedPrediction): string {
  return yes ? 'yes' : `NO: ${plainText(worstChannel)}`;
}

function widestOf(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, widthOf(text)), 0);
}

/** Two spaces, and all texts as wide as the widest one, which is cut if it is too long. */
function padded(texts: readonly string[], right: boolean): string[] {
  const short = texts.map((text) => render([{ text }], false, CHANNEL));
  const width = widestOf(short);
  return short.map((text) => {
    const room = ' '.repeat(width - widthOf(text));
    return `  ${right ? room + text : text + room}`;
  });
}
