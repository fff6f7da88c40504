import { table } from '../table.mjs';
import { WAIT_GOAL } from './bench.mjs';

/** What `dataWait` found, as text. */
export function dataWaitReport(rows) {
  const heads = ['engine', 'source', 'prepared by', 'step, ms', 'waited for data'];
  const percent = (share) => `${(100 * share).toFixed(1)} %`;
  const lines = rows.map(({ engine, source, ahead, stepMs, waited }) => [
    engine,
    source,
    ahead,
    stepMs.toFixed(1),
    percent(waited),
  ]);
  return [
    `Waiting for a source that takes as long as the step (goal ≤ ${percent(WAIT_GOAL)} with prefetch where it waits, with workerSource where it computes)`,
    table(heads, lines, [0, 1, 2]),
  ].join('\n\n');
}
