import { numberOf } from '@amnl/core-loop';
import type { FleetAtLambda, FleetHorizon } from '@amnl/metrics-rul';
import { errorDecimals } from '../pipeline/predictions.js';
import type { FleetPrognostics } from '../pipeline/prognostics.js';

/** What the lines depend on. */
interface LineFacts {
  /** What lives these are. */
  readonly title: string;
  readonly timeUnit: string;
  readonly rulCap: number;
}

/** How good predictions are on the way to the end of a life, a column for each λ that units are seen for. */
export function prognosticLines(found: FleetPrognostics, { title, timeUnit, rulCap }: LineFacts): readonly string[] {
  const { cap, count, cut, alpha, horizonAlpha, horizon, cumulativeRelativeAccuracy } = found;
  const points = found.atLambda.filter(({ units }) => units > 0);
  const row = (key: string, cell: (point: FleetAtLambda) => string, meaning: string) =>
    `  ${key.padEnd(8)}${points.map((point) => cell(point).padStart(5)).join('  ')}   ${meaning}`;
  const table = [
    row('at', ({ lambda }) => percent(lambda), 'of the time from the first of these predictions to the failure'),
    row('units', ({ units }) => String(units), 'have a row there'),
    row(
      'α-λ',
      ({ accuracy }) => percent(accuracy!),
      `of them are predicted within ± ${percent(alpha)} of what is left`,
    ),
    row('RA', (point) => point.relativeAccuracy!.toFixed(2), 'mean relative accuracy of them'),
  ];
  return [
    `${title}: ${numberOf(count, 'unit')}${cap === null ? '' : `, with at most ${cap} ${timeUnit} left`}`,
    ...(points.length > 0 ? table : []),
    `  CRA     ${cumulativeRelativeAccuracy.toFixed(2).padStart(5)}   mean relative accuracy over all predictions`,
    ...(horizon ? horizonLines(horizon, { horizonAlpha, timeUnit, rulCap }) : []),
    ...(cut > 0
      ? [`  horizon not known for ${cut} of ${numberOf(count, 'unit')}, whose rows stop before the end`]
      : []),
  ];
}

function horizonLines(
  { median, tenth, none, units }: FleetHorizon,
  { horizonAlpha, timeUnit, rulCap }: { horizonAlpha: number; timeUnit: string; rulCap: number },
): string[] {
  const life = (value: number) => value.toFixed(Math.max(0, errorDecimals({ rulCap }) - 2));
  if (none === units) {
    return [`  horizon none: no unit is predicted within ± ${percent(horizonAlpha)} of the whole life until its end`];
  }
  const without = none === 0 ? '' : `; ${none} of ${units} ${none === 1 ? 'has' : 'have'} none`;
  return [
    `  horizon ${life(median)} ${timeUnit} before the end (median), at least ${life(tenth)} in nine of ten units${without}:`,
    `          from then on, predictions are within ± ${percent(horizonAlpha)} of the whole life`,
  ];
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
