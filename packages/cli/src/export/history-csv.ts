import { csvText } from '../files/csv.js';
import type { HistoryLine } from '../schemas/history.js';

/** Columns before the metrics. */
const FIXED = ['epoch', 'seconds', 'samplesPerSecond', 'selection', 'simulated'];

/**
 * The history of a run as CSV (RFC 4180, lines end in LF as in `predictions.csv`): a row an epoch, the metrics of all epochs
 * in the order of their first appearance. A cell is empty where an epoch has no such metric, or one that was not finite. Numbers
 * are as short as they can be while reading as the same double.
 */
export function historyCsv(history: readonly HistoryLine[]): string {
  const columns = metricColumns(history);
  const rows = history.map(({ epoch, seconds, samplesPerSecond, selection, simulated, metrics }) => [
    ...[epoch, seconds, samplesPerSecond].map(numberCell),
    selection,
    simulated ? '1' : '0',
    // A metric may be called `constructor`, which every object has.
    ...[...columns.keys()].map((name) => (Object.hasOwn(metrics, name) ? numberCell(metrics[name]!) : '')),
  ]);
  return csvText([[...FIXED, ...columns.values()], ...rows]);
}

/** How many cells {@link historyCsv} makes. In a file made to harm, each of many epochs has metrics of its own. */
export function cellCount(history: readonly HistoryLine[]): number {
  return (history.length + 1) * (FIXED.length + metricColumns(history).size);
}

/** The head of each metric's column, by the metric's name. No two heads are equal. */
function metricColumns(history: readonly HistoryLine[]): Map<string, string> {
  const columns = new Map<string, string>();
  const taken = new Set(FIXED);
  for (const { metrics } of history) {
    for (const name of Object.keys(metrics)) {
      if (columns.has(name)) continue;
      let head = harmless(name);
      while (taken.has(head)) head = `metrics.${head}`;
      taken.add(head);
      columns.set(name, head);
    }
  }
  return columns;
}

/**
 * A spreadsheet takes a cell that begins with one of these signs for a formula, and runs it. Names come from plugins and from
 * files of others, so such a name gets the apostrophe that makes it text. Also behind what parts or opens cells where a
 * spreadsheet is set to another separator than the comma: quotes within a line are then no quotes.
 */
function harmless(name: string): string {
  return name.replace(/(?<=^|[;"\t\r\n])(?=[=+\-@\t\r\n＝＋－＠])/g, "'");
}

function numberCell(value: number | null): string {
  if (value === null) return '';
  return Object.is(value, -0) ? '-0' : String(value);
}
