import type { Mode } from '@amnl/core-loop';
import { formatSteady } from './format.js';
import { fitRow, type Row } from './row.js';
import { DIM, GREEN, type Line, widthOf } from './segments.js';
import { isLoss } from './shown.js';
import type { View } from './tracker.js';

/** A line of the table, as text. */
interface Entry {
  readonly name: string;
  readonly best: string;
  readonly epoch: string;
  readonly last: string;
}

const HEAD: Entry = { name: 'metric', best: 'best', epoch: '', last: 'last' };

/** A table of the metrics shown: the best value with its epoch, and the last one. Empty if no epoch was finished. */
export function summaryTable(view: View, width: number): readonly Line[] {
  const { shown, metrics } = view;
  const values = shown.values.map((name) => ({ name, mode: isLoss(name) ? ('min' as const) : undefined }));
  const entries = [...values, ...shown.monitored]
    .filter(({ name }) => metrics[name] !== undefined)
    .map((metric) => entryOf(view, metric));
  if (entries.length === 0) return [];
  const all = [HEAD, ...entries];
  const size = (column: keyof Entry) => Math.max(...all.map((entry) => widthOf(entry[column])));
  return all.map((entry) => {
    const colours = entry === HEAD ? { best: { colour: DIM }, last: { colour: DIM } } : { best: { colour: GREEN } };
    const row: Row = {
      label: { text: entry.name, colour: DIM },
      parts: [
        { text: entry.best.padStart(size('best')), ...colours.best, rank: 0 },
        { text: entry.epoch.padEnd(size('epoch')), ...colours.best, rank: 2 },
        { text: `   ${entry.last.padStart(size('last'))}`, ...colours.last, rank: 1 },
      ],
    };
    return fitRow(row, width, size('name') + 2);
  });
}

/** For a metric of unknown direction, only the last value can be shown. */
function entryOf(view: View, { name, mode }: { readonly name: string; readonly mode: Mode | undefined }): Entry {
  const best = mode && view.best({ name, mode });
  return {
    name,
    best: best ? formatSteady(best.value) : '',
    epoch: best ? ` (epoch ${best.epoch + 1})` : '',
    last: formatSteady(view.metrics[name]!),
  };
}
