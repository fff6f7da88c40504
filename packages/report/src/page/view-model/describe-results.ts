import type { RangeResult, RulResults } from '../../run-data.js';
import { rangeName } from '../charts/ranges-option.js';
import { capital, count, fixed, listed, number, plural, signed } from '../format.js';
import { verdict } from './penalty.js';
import { type LastCycle, nounOf, type Trajectory } from './units.js';

/** What one sees in the chart of predicted against true RUL. */
export function describeScatter(units: readonly LastCycle[], cap: number, noun: string): string {
  if (units.length === 0) return `No ${plural(noun)}.`;
  const of = (side: string) => units.filter(({ error }) => verdict(error) === side).length;
  const worst = units.reduce((a, b) => (b.penalty > a.penalty ? b : a));
  const capped = Number.isFinite(cap) && cap < 1e6 ? ` True RUL is capped at ${number(cap)}.` : '';
  return (
    `Of ${count(units.length, noun)}, ${of('near')} lie within a penalty of 1, ${of('late')} are later and ` +
    `${of('early')} earlier; worst is ${noun} ${worst.unit} at ${signed(worst.error)} cycles.${capped}`
  );
}

/** What one sees in the bars of errors by range. */
export function describeRanges(ranges: readonly RangeResult[]): string {
  const parts = ranges.flatMap((range) =>
    range.rmse === undefined ? [] : `${rangeName(range)}: ${fixed(range.rmse, 1)} (mean ${signed(range.errorMean)})`,
  );
  return parts.length === 0 ? 'Nothing in any range.' : `RMSE by true RUL ${listed(parts)} cycles.`;
}

/** What one sees of one unit. */
export function describeUnit(results: RulResults, last: LastCycle, way: Trajectory): string {
  const { states } = results;
  const { unit, cycle, truth, uncapped, predicted, error, penalty } = last;
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
    `${capital(nounOf(results))} ${unit} at its last cycle ${cycle}: predicted ${fixed(predicted, 1)}, true ${number(truth)}${capped}; ` +
    `${fixed(Math.abs(error), 1)} cycles ${side}, NASA penalty ${fixed(penalty, 2)}.${health} ` +
    `RMSE over its ${count(way.cycles.length, 'cycle')}: ${fixed(rmseOf(way), 1)}.`
  );
}

function rmseOf({ predicted, truth }: Trajectory): number {
  const squares = predicted.reduce((sum, rul, index) => sum + (rul - truth[index]!) ** 2, 0);
  return Math.sqrt(squares / predicted.length);
}
