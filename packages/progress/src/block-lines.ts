import { formatSteady } from './format.js';
import { headLines } from './head-lines.js';
import { fitRow, type Part, type Row } from './row.js';
import { DIM, GREEN, type Line, widthOf, YELLOW } from './segments.js';
import { isLoss, type Monitored } from './shown.js';
import type { LiveView } from './tracker.js';

/** From this width on, figures get their own column. */
const ALIGNED = 60;
/** Width of the label column: the same for most runs, so that nothing moves when an evaluation adds rows. */
const USUAL_LABEL = 16;
/** Longer names are cut, to leave room for the figures. */
const LONGEST_LABEL = 20;
/** A value padded to its column, so that what follows does not move. */
const VALUE_WIDTH = 9;

/** The block's text, as lines of at most `width` columns. */
export function blockLines(view: LiveView, width: number): readonly Line[] {
  const aligned = width >= ALIGNED - 1;
  const rows = [
    ...valuesRow(view),
    ...view.shown.monitored.map((monitored) => bestRow(view, monitored, aligned ? VALUE_WIDTH : 0)),
    ...stepsRow(view),
  ];
  const longest = Math.max(USUAL_LABEL, ...rows.map(({ label }) => widthOf(label.text)));
  const column = Math.min(LONGEST_LABEL, longest) + 2;
  const narrow = ({ label, named }: BlockRow) => (named ? 0 : widthOf(label.text) + 1);
  return [
    ...headLines(view, width, aligned ? column : undefined),
    ...rows.map((row) => fitRow(row, width, aligned ? column : narrow(row))),
  ];
}

/** A row whose figures may carry their names: then it needs no label. */
interface BlockRow extends Row {
  readonly named: boolean;
}

/** Losses and other values one after the other, the evaluation's losses next to those of training. */
function valuesRow({ shown: { values, monitored }, latest }: LiveView): readonly BlockRow[] {
  if (values.length === 0) return [];
  const [first] = values;
  const alone = values.length === 1;
  const elsewhere = new Set([...values, ...monitored.map(({ name }) => name)]);
  const parts = values.flatMap((name, i): Part[] => {
    // Other losses are worth more than evaluations, these more than other values, of which the last goes first.
    const rank = name === first ? 0 : isLoss(name) ? 1 : 2 + i;
    const separator = name === first ? '' : ' · ';
    const value = { text: `${separator}${alone ? '' : `${name} `}${formatSteady(latest[name]!)}` };
    const evaluated = elsewhere.has(`val_${name}`) ? undefined : latest[`val_${name}`];
    return [
      { ...value, rank },
      ...(evaluated === undefined
        ? []
        : [{ text: ` (val ${formatSteady(evaluated)})`, colour: DIM, rank: Math.max(2, rank) }]),
    ];
  });
  const text = alone ? first! : values.every(isLoss) ? 'losses' : 'metrics';
  return [{ label: { text, colour: DIM }, parts, movesFor: 2, named: !alone }];
}

/** The last evaluation, and the best so far. @param column width of the value's column */
function bestRow(view: LiveView, monitored: Monitored, column: number): BlockRow {
  const value = formatSteady(view.latest[monitored.name]!);
  const best = view.best(monitored);
  const gap = ' '.repeat(Math.max(0, column - value.length) + 1);
  const bests = best && [
    { text: `${gap}best ${formatSteady(best.value)}`, colour: GREEN, rank: 1 },
    { text: ` (epoch ${best.epoch + 1})`, colour: GREEN, rank: 2 },
  ];
  const label = { text: monitored.name, colour: DIM };
  return { label, parts: [{ text: value, rank: 0 }, ...(bests ?? [])], named: false };
}

/** How training itself is doing; skipped steps are highlighted. */
function stepsRow({ shown: { steps }, latest }: LiveView): readonly BlockRow[] {
  if (steps.length === 0) return [];
  const parts = steps.map((name, i): Part => {
    const value = latest[name]!;
    const text = `${i > 0 ? ' · ' : ''}${name} ${formatSteady(value)}`;
    return name === 'skipped_steps' && value > 0 ? { text, colour: YELLOW, rank: 0 } : { text, rank: i };
  });
  return [{ label: { text: 'steps', colour: DIM }, parts, named: true }];
}
