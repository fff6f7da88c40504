import type { AlarmCosts, AlarmResults, PolicyCost } from '../../decision-data.js';
import type { RulResults } from '../../run-data.js';
import { count, fixed, number, percent } from '../format.js';
import { nounOf } from './time-words.js';

/** Costs as the page shows them: in so many units of time that the cheapest is at least 1. */
export interface AlarmView extends AlarmCosts {
  /** What costs are per, e.g. 1000 cycles. */
  readonly per: number;
}

/** Costs at the ratio that was chosen, else at the first. */
export function alarmView({ costs }: AlarmResults, ratio: number | undefined): AlarmView {
  const one = costs.find((each) => each.ratio === ratio) ?? costs[0]!;
  const least = Math.min(...policies(one).map(({ cost }) => cost));
  const per = 10 ** Math.max(1, least > 0 && Number.isFinite(least) ? Math.ceil(-Math.log10(least)) : 1);
  return { ...one, per };
}

function policies({ alarm, fixedAge, runToFailure }: AlarmCosts): readonly PolicyCost[] {
  return [alarm, fixedAge, runToFailure];
}

/** A cost in the unit of the view. */
export function costText({ per }: AlarmView, cost: number | null | undefined): string {
  const value = cost === null || cost === undefined ? cost : cost * per;
  return fixed(value, typeof value === 'number' && value >= 100 ? 0 : 2);
}

/** What costs are counted over: `per 1,000 cycles`. */
export function costUnit({ per }: AlarmView, { timeUnit }: Pick<RulResults, 'timeUnit'>): string {
  return `per ${number(per)} ${timeUnit}`;
}

/** A policy by which units are changed: what it is, what it costs, and how many fail all the same. */
export interface PolicyLine {
  readonly name: string;
  readonly cost: string;
  readonly between: string;
  readonly failures: string;
}

/** The alarm and the plan at their cheapest thresholds, and the two simple policies. */
export function policyLines(view: AlarmView): PolicyLine[] {
  const { of, threshold, age, alarm, plan, fixedAge, runToFailure } = view;
  const line = (name: string, { cost, low, high, failures }: PolicyCost) => ({
    name,
    cost: costText(view, cost),
    between: `${costText(view, low)} to ${costText(view, high)}`,
    failures: percent(failures, 0),
  });
  return [
    line(threshold === undefined ? 'No alarm' : `Change at ${of} ≤ ${rounded(threshold)}`, alarm),
    ...(plan?.threshold === undefined ? [] : [line(`Plan once for ${plan.of} ${rounded(plan.threshold)}`, plan)]),
    line(age === undefined ? 'No fixed age' : `Change at age ${rounded(age)}`, fixedAge),
    line('Run to failure', runToFailure),
  ];
}

/** A threshold or an age as exactly as it matters. */
export function rounded(time: number): string {
  return number(Number(time.toPrecision(3)));
}

/** How the costs of the policies are to be read. */
export function policiesNote(results: RulResults, { alarm, plan }: AlarmView): string {
  const { units } = results.alarm!;
  const judged = `${plan === undefined ? '' : 'An alarm is watched at every row; a plan is made once, so it leaves more room. '}Each ${nounOf(results)} is judged by the threshold and the age that are cheapest for the others.`;
  if (alarm.failures > 0) return judged;
  // Three in n: what nobody has seen in n units is rarer than that with a confidence of 95 %.
  return `${judged} None of ${number(units)} failed on alarm; of others up to ${percent(Math.min(1, 3 / units), 0)} may.`;
}

/** What one sees in the chart, in words. */
export function describeAlarm(results: RulResults, view: AlarmView): string {
  const { timeUnit } = results;
  const on = count(results.alarm!.units, `held-out ${nounOf(results)}`);
  const { of, ratio, threshold, age, alarm, fixedAge, runToFailure } = view;
  const against = ({ cost }: PolicyCost): string => {
    const share = percent(Math.abs(1 - alarm.cost / cost), 0);
    return share === percent(0, 0) ? 'as much as' : `${share} ${alarm.cost < cost ? 'less' : 'more'} than`;
  };
  const best =
    threshold === undefined
      ? 'No alarm is cheaper than waiting for failures.'
      : `Cheapest is to change once the ${of} is ${rounded(threshold)} ${timeUnit} or less: it costs ` +
        `${age === undefined ? '' : `${against(fixedAge)} changing at the cheapest age, ${rounded(age)}, and `}` +
        `${against(runToFailure)} running to failure.`;
  return `${best} An early change costs 1, a failure ${number(ratio)}. Worked out on ${on}.`;
}
