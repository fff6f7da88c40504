import type { ShownRun } from '../charts/learning-series.js';
import { listed, number } from '../format.js';
import { epochCurve, extremeOf, type Point, stepCurve } from './curves.js';
import type { Panel, PanelLine } from './panels.js';
import { directionOf } from './wording.js';

/** One sentence that says what one sees in a panel, with its key numbers. */
export function describePanel(panel: Panel, shown: readonly ShownRun[]): string {
  if (shown.length === 0) return 'No run is shown.';
  const parts = shown.length === 1 ? linesOf(panel, shown[0]!) : shown.map((one) => endOf(panel, one));
  const words = parts.filter((part) => part !== undefined);
  if (words.length === 0) return 'Nothing reported yet.';
  const sentence = shown.length === 1 ? words.join('; ') : `At the last epoch: ${listed(words)}`;
  return `${sentence[0]!.toUpperCase()}${sentence.slice(1)}.`;
}

/** Of one run: where each line starts and ends, and its best value on the way. */
function linesOf(panel: Panel, { run }: ShownRun): (string | undefined)[] {
  return panel.lines.map((line) => {
    const points = pointsOf(run, line);
    const [first, last] = [points[0]?.[1], points.at(-1)?.[1]];
    if (first === undefined || last === undefined) return undefined;
    const name = panel.lines.length > 1 ? `${line.label} ` : '';
    if (points.length === 1) return `${name}${number(first)}`;
    if (points.every(([, y]) => y === first)) return `${name}constantly ${number(first)}`;
    return `${name}from ${number(first)} to ${number(last)}${bestOf(run, line, points)}`;
  });
}

function endOf(panel: Panel, { run, label }: ShownRun): string | undefined {
  const line = panel.lines.find((one) => pointsOf(run, one).length > 0);
  return line && `${label} ${number(pointsOf(run, line).at(-1)![1])}`;
}

/** Points without gaps: of epochs, or within them before the first has ended. */
function pointsOf(run: ShownRun['run'], { metric }: PanelLine): Point[] {
  const epochs = epochCurve(run, metric).filter(([, y]) => y !== null);
  return epochs.length > 0 ? epochs : stepCurve(run, metric).filter(([, y]) => y !== null);
}

/** Where a line was best on its way, if it is known which way is better and the end is not the best. */
function bestOf(run: ShownRun['run'], { metric }: PanelLine, points: readonly Point[]): string {
  const mode = metric === run.monitor.metric ? run.monitor.mode : directionOf(metric, [run]);
  const best = mode && extremeOf(points, mode);
  if (!best || best.y === points.at(-1)![1]) return '';
  return `, ${mode === 'min' ? 'lowest' : 'highest'} ${number(best.y)}${at(best.x)}`;
}

const at = (x: number): string => (Number.isInteger(x) ? ` at epoch ${x}` : '');
