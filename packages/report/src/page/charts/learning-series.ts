import type { RunData } from '../../run-data.js';
import { epochCurve, isAlone, type Point, stepCurve } from '../view-model/curves.js';
import { isRate, type Panel, type PanelLine } from '../view-model/panels.js';
import { COLOUR } from './base.js';

/** A run as the charts draw it. */
export interface ShownRun {
  readonly run: RunData;
  /** CSS colours of its main and its other lines. */
  readonly colour: string;
  readonly otherColour: string;
  readonly symbol: string;
  /** Stands before the names of its lines where there are several runs. */
  readonly label?: string;
}

/** A series of a panel, as far as the page itself reads it again. */
export interface Series extends Record<string, unknown> {
  readonly name: string;
  readonly color: string;
  readonly dashed: boolean;
  /** Within epochs. */
  readonly steps: boolean;
  readonly data: readonly { readonly value: Point; readonly symbolSize?: number }[];
}

/** Above this many epochs points would hide the line. */
const MOST_SYMBOLS = 60;

/** Among several runs the best epoch is a large point on the curve: as many vertical lines would be a fence. */
const BEST_POINT = { symbolSize: 12, itemStyle: { borderColor: COLOUR.ink, borderWidth: 2 } };

/** A schedule's value holds for its whole epoch, that is from the point before up to its own. */
const SCHEDULED: readonly string[] = ['learningRate', 'weightDecay'];

/** The curves of one metric of one run: over the epochs, and within them where it is the panel's main one. */
export function seriesOf(panel: Panel, line: PanelLine, shown: ShownRun): Series[] {
  const epochs = drawable(epochCurve(shown.run, line.metric), panel);
  const steps = line.role === 'main' ? drawable(stepCurve(shown.run, line.metric), panel) : [];
  return [
    ...(epochs.length > 0 || steps.length === 0 ? [epochSeries(panel, line, shown, epochs)] : []),
    ...(steps.length > 0 ? [stepSeries(panel, line, shown, steps)] : []),
  ];
}

function epochSeries(panel: Panel, line: PanelLine, shown: ShownRun, points: readonly Point[]): Series {
  const isMain = line.role === 'main';
  const bestX =
    shown.label !== undefined && isMain && !isRate(panel) ? (shown.run.best?.epoch ?? Number.NaN) + 1 : Number.NaN;
  const data = points.map((value, index) =>
    value[0] === bestX ? { value, ...BEST_POINT } : { value, symbolSize: symbolSize(points, index, isMain) },
  );
  const { color, ...common } = commonOf(panel, line, shown);
  return {
    ...common,
    color,
    id: `${shown.run.name}/${line.metric}`,
    dashed: !isMain,
    steps: false,
    z: 3,
    data,
    ...(SCHEDULED.includes(line.metric) && { step: 'start' }),
    symbol: isMain ? shown.symbol : 'emptyCircle',
    // Of long runs nothing would be drawn but invisible symbols, a thousand of them.
    showSymbol: data.some((item) => item.symbolSize > 0),
    showAllSymbol: true,
    lineStyle: { color, width: isMain ? 2 : 1.75, type: isMain ? 'solid' : [5, 4] },
    itemStyle: { color },
  };
}

function stepSeries(panel: Panel, line: PanelLine, shown: ShownRun, points: readonly Point[]): Series {
  const { color, name, ...common } = commonOf(panel, line, shown);
  return {
    ...common,
    color,
    name: `${name}, within epochs`,
    id: `${shown.run.name}/${line.metric}/steps`,
    dashed: false,
    steps: true,
    z: 2,
    data: points.map((value) => ({ value })),
    showSymbol: false,
    // Thousands of points on some hundred pixels: this keeps their outline and drops the rest.
    sampling: 'lttb',
    lineStyle: { color, width: 1, opacity: 0.45 },
  };
}

function commonOf(panel: Panel, { role, label: lineName }: PanelLine, { colour, otherColour, label }: ShownRun) {
  const name = label === undefined ? lineName : panel.lines.length === 1 ? label : `${label} · ${lineName}`;
  const color = role === 'main' ? colour : otherColour;
  return { type: 'line', name, color, emphasis: { disabled: true }, connectNulls: false };
}

/** A logarithmic axis has no place for 0 and what is below. */
function drawable(points: readonly Point[], { scale }: Panel): readonly Point[] {
  return scale === 'log' ? points.map(([x, y]) => [x, y !== null && y > 0 ? y : null]) : points;
}

function symbolSize(points: readonly Point[], index: number, isMain: boolean): number {
  if (points.length > MOST_SYMBOLS && !isAlone(points, index)) return 0;
  return isMain ? 6 : 5;
}
