import type { RangeResult, RulResults } from '../../run-data.js';
import { capital, count, fixed, listed, number, shortened } from '../format.js';
import { capOf, intervalName, intervalText } from './intervals.js';
import { verdictOf } from './penalty.js';
import { rangeName } from './range-name.js';
import { rulText } from './rul-digits.js';
import { lastRowInWords, nounOf, rowNounOf, timeText } from './time-words.js';
import { byCost, type LastRow, type Trajectory } from './units.js';
import { runningInWords } from './whole-fleet.js';

/** What one sees in the chart of predicted against true RUL. */
export function describeScatter(units: readonly LastRow[], results: RulResults): string {
  const noun = nounOf(results);
  const running = runningInWords(results);
  if (units.length === 0) return `No ${noun} of known life.${running}`;
  const on = (side: string) => units.filter(({ error }) => verdictOf(results, error) === side).length;
  const [worst] = [...units].sort(byCost);
  const cap = capOf(results);
  const capped = Number.isFinite(cap) && cap < 1e6 ? ` True RUL is capped at ${number(cap)}.` : '';
  const sides = results.nasaScore
    ? `${on('near')} lie within a penalty of 1, ${on('late')} are later and ${on('early')} earlier`
    : `${on('late')} are predicted late and ${on('early')} early`;
  const of = `Of ${count(units.length, noun)}${results.allUnits ? ' on this page' : ''}`;
  return (
    `${of}, ${sides}; worst is ${noun} ${shortened(worst!.unit, 60)} at ` +
    `${rulText(results).error(worst!.error)} ${results.timeUnit}.${capped}${running}`
  );
}

/** What one sees in the bars of errors by range. */
export function describeRanges(ranges: readonly RangeResult[], results: RulResults): string {
  const text = rulText(results);
  const parts = ranges.flatMap((range) =>
    range.rmse === undefined
      ? []
      : `${rangeName(range)}: ${text.rul(range.rmse)} (mean ${text.error(range.errorMean)})`,
  );
  return parts.length === 0 ? 'Nothing in any range.' : `RMSE by true RUL ${listed(parts)} ${results.timeUnit}.`;
}

/** What one sees of one unit. */
export function describeUnit(results: RulResults, last: LastRow, way: Trajectory): string {
  const unit = `${capital(nounOf(results))} ${shortened(last.unit, 60)}`;
  const at = lastRowInWords(results, last.time, last.start);
  return last.running ? describeRunning(results, last, way, unit, at) : describeKnown(results, last, way, unit, at);
}

function describeKnown(results: RulResults, last: LastRow, way: Trajectory, unit: string, at: string): string {
  const { states, timeUnit, nasaScore } = results;
  const text = rulText(results);
  const { truth, uncapped, predicted, error, cost } = last;
  const capped = truth === uncapped ? '' : ` (${number(uncapped)} before the cap)`;
  const penalty = nasaScore ? `, NASA penalty ${fixed(cost, 2)}` : '';
  const [state, trueState] = [states[last.state], states[last.trueState]];
  const health =
    state === undefined || trueState === undefined
      ? ''
      : state === trueState
        ? ` Its state is predicted correctly as ${state}.`
        : ` Its state is predicted as ${state}, but is ${trueState}.`;
  return (
    `${unit} at its ${at}: predicted ${text.rul(predicted)}${inBrackets(results, last)}, true ${number(truth)}${capped}; ` +
    `${text.rul(Math.abs(error))} ${timeUnit} ${error < 0 ? 'early' : 'late'}${penalty}.${health} ` +
    `RMSE over its ${count(way.rows, rowNounOf(results))}: ${text.rul(way.figures.rmse)}.`
  );
}

/** Nobody knows the truth; but it may have lived longer than it was given. */
function describeRunning(results: RulResults, last: LastRow, way: Trajectory, unit: string, at: string): string {
  const { states, timeUnit } = results;
  const state = states[last.state];
  const { outlived = 0 } = way.figures;
  const rows = count(way.rows, rowNounOf(results));
  return (
    `${unit} still runs at its ${at}: predicted ${rulText(results).rul(last.predicted)} ${timeUnit}${inBrackets(results, last)}` +
    `${state === undefined ? '' : `, ${state}`}${failsAbout(results, last)}. ` +
    `Its true RUL is not known${last.truth > 0 ? `, but at least ${number(last.truth)}` : ''}. ` +
    `${outlived === 0 ? `At none of its ${rows}` : `At ${number(outlived)} of its ${rows}`} it was predicted less than it has lived since.`
  );
}

/** The interval of a prediction behind it, in brackets. */
function inBrackets(results: RulResults, { interval }: LastRow): string {
  return interval ? ` (${intervalName(results)} ${intervalText(results, interval)})` : '';
}

/** Nearer to the cap, a prediction only says that a unit lives about so long or longer. */
const BELOW_CAP = 0.9;

/** The date that a prediction comes to, unless it says none, or is known to be too early. */
function failsAbout(results: RulResults, { time, start, predicted, truth }: LastRow): string {
  const { timeUnitMs, cap = Number.POSITIVE_INFINITY } = results;
  if (start === undefined || timeUnitMs === undefined) return '';
  if (!(predicted < BELOW_CAP * cap) || predicted < Math.max(0, truth)) return '';
  return `, so that it would fail about ${timeText(results, time + predicted, start)}`;
}
