import type { RangeResult, RulResults } from '../../run-data.js';
import { rangeName } from '../charts/ranges-option.js';
import { count, fixed, listed, number, signed } from '../format.js';
import { verdict } from './penalty.js';
import type { LastCycle, Trajectory } from './units.js';

/** What one sees in the chart of predicted against true RUL. */
export function describeScatter(engines: readonly LastCycle[], cap: number): string {
  if (engines.length === 0) return 'No engines.';
  const of = (side: string) => engines.filter(({ error }) => verdict(error) === side).length;
  const worst = engines.reduce((a, b) => (b.penalty > a.penalty ? b : a));
  const capped = Number.isFinite(cap) && cap < 1e6 ? ` True RUL is capped at ${number(cap)}.` : '';
  return (
    `Of ${count(engines.length, 'engine')}, ${of('near')} lie within a penalty of 1, ${of('late')} are later and ` +
    `${of('early')} earlier; worst is engine ${worst.engine} at ${signed(worst.error)} cycles.${capped}`
  );
}

/** What one sees in the bars of errors by range. */
export function describeRanges(ranges: readonly RangeResult[]): string {
  const parts = ranges.flatMap((range) =>
    range.rmse === undefined ? [] : `${rangeName(range)}: ${fixed(range.rmse, 1)} (mean ${signed(range.errorMean)})`,
  );
  return parts.length === 0 ? 'Nothing in any range.' : `RMSE by true RUL ${listed(parts)} cycles.`;
}

/** What one sees of one engine. */
export function describeEngine({ states }: RulResults, last: LastCycle, way: Trajectory): string {
  const { engine, cycle, truth, uncapped, predicted, error, penalty } = last;
  const side = error < 0 ? 'early' : 'late';
  const capped = truth === uncapped ? '' : ` (${number(uncapped)} before the cap)`;
  const state = states[last.state];
  const trueState = states[last.trueState];
  const health =
    state === undefined || trueState === undefined
      ? ''
      : state === trueState
        ? ` Its state is predicted correctly as ${state}.`
        : ` Its state is predicted as ${state}, but is ${trueState}.`;
  return (
    `Engine ${engine} at its last cycle ${cycle}: predicted ${fixed(predicted, 1)}, true ${number(truth)}${capped}; ` +
    `${fixed(Math.abs(error), 1)} cycles ${side}, NASA penalty ${fixed(penalty, 2)}.${health} ` +
    `RMSE over its ${count(way.cycles.length, 'cycle')}: ${fixed(rmseOf(way), 1)}.`
  );
}

function rmseOf({ predicted, truth }: Trajectory): number {
  const squares = predicted.reduce((sum, rul, index) => sum + (rul - truth[index]!) ** 2, 0);
  return Math.sqrt(squares / predicted.length);
}
