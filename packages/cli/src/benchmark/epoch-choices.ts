import { bestBy } from '@amnl/core-loop/better';
import type { Choices, EpochChoice } from '@amnl/report';
import { MONITOR } from '../pipeline/monitor.js';
import type { HistoryLine } from '../schemas/history.js';

const NASA = 'nasa_score_last_cycle';

/**
 * The three epochs that one could choose of a run, with the figures of the test units after each: the one that the units held out choose,
 * the one that the test units choose themselves, and the last.
 * @param chosen the epoch whose weights the run has kept
 */
export function epochChoices(history: readonly HistoryLine[], chosen: number | null): Choices {
  const tested = history.filter((line) => testOf(line, MONITOR.metric) !== undefined);
  const of = (line: HistoryLine | undefined): EpochChoice | undefined =>
    line && { epoch: line.epoch, rmse: testOf(line, MONITOR.metric) ?? null, nasa: testOf(line, NASA) ?? null };
  const holdout = of(tested.find(({ epoch, selection }) => selection === 'holdout' && epoch === chosen));
  const test = of(bestBy(MONITOR.mode, tested, (line) => testOf(line, MONITOR.metric))?.item);
  const last = of(tested.at(-1));
  return { ...(holdout && { holdout }), ...(test && { test }), ...(last && { last }) };
}

/** RMSE after each epoch, of the units held out and of the test units; absent where the run did not look at them. */
export function runCurves(history: readonly HistoryLine[]) {
  const curve = (of: (line: HistoryLine) => number | null | undefined) => {
    const values = history.map(of);
    return values.some((value) => value !== undefined) ? values.map((value) => value ?? null) : undefined;
  };
  const holdout = curve(({ selection, metrics }) => (selection === 'holdout' ? metrics[MONITOR.metric] : undefined));
  const test = curve((line) => testOf(line, MONITOR.metric));
  return { ...(holdout && { holdout }), ...(test && { test }) };
}

/** A figure of the test units: selected on, or looked at with `testEveryEpoch`. */
function testOf({ selection, metrics }: HistoryLine, name: string): number | null | undefined {
  return metrics[selection === 'test' ? name : `test_${name}`];
}
