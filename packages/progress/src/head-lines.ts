import { formatBar, formatElapsed, formatPercent, formatRate, formatTimeLeft } from './format.js';
import { padLabel } from './row.js';
import { BOLD, CYAN, DIM, type Line, type Segment, widthOf } from './segments.js';
import type { LiveView } from './tracker.js';

/** Widths of the texts next to the bars; fixed, so that the bars do not move while figures change. */
const PERCENT = 5;
const FIGURES = 16;
const LEFT = 16;
const ELAPSED = 18;
const GAP = 2;

/** One of the lines at the top of the block. */
interface Head {
  readonly label: Segment;
  /** Part that is done, if known. */
  readonly part: number | undefined;
  /** Batches of the epoch; samples a second. */
  readonly figures: string;
  readonly left: string;
  readonly elapsed: string;
}

/** What fits next to label and percentage. */
interface Room {
  /** Width of the bar; 0 for none. */
  readonly bar: number;
  /** Widths of the texts after it, in order: figures, time left, time so far. */
  readonly texts: readonly number[];
  /** Whether the figures fit. */
  readonly figures: boolean;
}

/**
 * The epoch's bar with its remaining time and, below, that of the whole run.
 * @param labels width of the labels' column; default: as narrow as can be
 */
export function headLines(view: LiveView, width: number, labels?: number): readonly Line[] {
  const { epoch, epochs, batch, batches, evaluating, speed, left, elapsed } = view;
  const part = evaluating ? 1 : batches === undefined ? undefined : batch / Math.max(1, batch, batches);
  const batchesDone = batches === undefined ? `batch ${batch}` : `batch ${batch}/${batches}`;
  const rate = speed > 0 ? `${formatRate(speed)} samples/s` : '';
  // A finished run has no next epoch.
  const nth = Math.min(epoch + 1, epochs);
  const ofEpoch: Head = {
    label: { text: `epoch ${nth}/${epochs}`, colour: BOLD },
    part,
    figures: evaluating ? 'evaluating' : batchesDone,
    left: timeLeft(left.epoch),
    elapsed: '',
  };
  const ofRun: Head = {
    label: { text: 'whole run', colour: DIM },
    part: (nth - 1 + (part ?? 0)) / epochs,
    figures: rate,
    left: timeLeft(left.run),
    elapsed: `${formatElapsed(elapsed)} so far`,
  };
  const column = labels ?? Math.max(widthOf(ofEpoch.label.text), widthOf(ofRun.label.text)) + 1;
  const room = roomFor(width - column, Math.max(FIGURES, widthOf(batchesDone)));
  if (epochs > 1) return [headLine(ofEpoch, room, column), headLine(ofRun, room, column)];
  // The run is the epoch: a second bar would say the same.
  return [headLine(ofEpoch, room, column), [{ text: padLabel('speed', column), colour: DIM }, { text: rate }]];
}

function headLine({ label, part, figures, left, elapsed }: Head, room: Room, column: number): Line {
  const bar = formatBar(part ?? 0, room.bar);
  const done = bar.lastIndexOf('━') + 1;
  const percent = part === undefined ? (room.figures ? '' : figures) : formatPercent(part);
  const texts = room.figures ? [figures, left, elapsed] : [left];
  const columns = room.texts.map((size, i) => ' '.repeat(GAP) + texts[i]!.padEnd(size));
  return [
    { ...label, text: padLabel(label.text, column) },
    { text: bar.slice(0, done), colour: CYAN },
    { text: bar.slice(done), colour: DIM },
    { text: `${room.bar > 0 ? ' ' : ''}${percent.padStart(PERCENT)}${columns.join('')}`.trimEnd() },
  ];
}

/** Distributes the columns next to the label: a narrower window shows less. */
function roomFor(columns: number, figures: number): Room {
  const choices = [
    { texts: [figures, LEFT, ELAPSED], shortest: 40 },
    { texts: [figures, LEFT], shortest: 10 },
    { texts: [LEFT], shortest: 6 },
    { texts: [LEFT], shortest: 0 },
    { texts: [], shortest: 6 },
  ];
  for (const { texts, shortest } of choices) {
    const bar = columns - PERCENT - texts.reduce((sum, width) => sum + GAP + width, 0) - 1;
    if (bar >= shortest)
      return { bar: shortest === 0 ? 0 : Math.min(LONGEST_BAR, bar), texts, figures: texts.length > 1 };
  }
  return { bar: 0, texts: [], figures: false };
}

/** A longer bar shows no more. */
const LONGEST_BAR = 60;

function timeLeft(seconds: number | undefined): string {
  return seconds === undefined ? '' : `${formatTimeLeft(seconds)} left`;
}
