import { formatBar, formatDuration, formatNumber } from './format.js';
import type { View } from './tracker.js';

/** A piece of a line; the colour is an ANSI code such as 32. */
export interface Segment {
  readonly text: string;
  readonly colour?: number;
}

/** ANSI: bold, green, dim. */
const BOLD = 1;
const GREEN = 32;
const DIM = 2;

/** What the redrawn line says: epoch, bar, speed, last metrics, best. */
export function liveLine(view: View, shown: readonly string[], monitor: string): readonly Segment[] {
  const { epoch, epochs, batch, batches, evaluating, samplesPerSecond } = view;
  const done = evaluating || batches === undefined ? undefined : batch / batches;
  return [
    { text: `epoch ${epoch + 1}/${epochs} `, colour: BOLD },
    ...(done === undefined ? [] : [{ text: `${formatBar(done, 16)} `, colour: GREEN }]),
    { text: evaluating ? 'evaluating' : batches === undefined ? `batch ${batch}` : `${percent(batch, batches)} %` },
    { text: ` · ${formatNumber(Math.round(samplesPerSecond))} samples/s` },
    ...metricSegments(view, shown),
    ...bestSegment(view, monitor),
  ];
}

/** One line for a finished epoch. */
export function epochLine(view: View, shown: readonly string[], monitor: string): readonly Segment[] {
  return [
    { text: `epoch ${view.epoch + 1}/${view.epochs}`, colour: BOLD },
    { text: ` · ${formatDuration(view.seconds)} · ${formatNumber(Math.round(view.samplesPerSecond))} samples/s` },
    ...metricSegments(view, shown),
    ...bestSegment(view, monitor),
  ];
}

/** One line from within a long epoch. */
export function withinLine({ epoch, epochs, batch, batches, samplesPerSecond }: View): readonly Segment[] {
  const where = batches === undefined ? `batch ${batch}` : `${percent(batch, batches)} % (${batch}/${batches} batches)`;
  const speed = `${formatNumber(Math.round(samplesPerSecond))} samples/s`;
  return [{ text: `epoch ${epoch + 1}/${epochs} · ${where} · ${speed}`, colour: DIM }];
}

/** Joins segments into text of at most `width` visible characters; a cut line ends in `…`. */
export function render(segments: readonly Segment[], colours: boolean, width = Number.POSITIVE_INFINITY): string {
  const length = segments.reduce((sum, { text }) => sum + text.length, 0);
  let room = length > width ? Math.max(0, width - 1) : width;
  let line = '';
  for (const { text, colour } of segments) {
    const piece = text.slice(0, room);
    room -= piece.length;
    line += colours && colour !== undefined && piece !== '' ? `\u001b[${colour}m${piece}\u001b[0m` : piece;
  }
  return length > width ? `${line}…` : line;
}

function metricSegments({ metrics }: View, shown: readonly string[]): readonly Segment[] {
  return shown
    .filter((name) => metrics[name] !== undefined)
    .map((name) => ({ text: ` · ${name} ${formatNumber(metrics[name]!)}` }));
}

function bestSegment({ best }: View, monitor: string): readonly Segment[] {
  if (best === undefined) return [];
  return [{ text: ` · best ${monitor} ${formatNumber(best.value)} (epoch ${best.epoch + 1})`, colour: GREEN }];
}

function percent(done: number, all: number): number {
  return Math.floor((100 * done) / all);
}
