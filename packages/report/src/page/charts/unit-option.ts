import type { RulResults } from '../../run-data.js';
import { capital, number } from '../format.js';
import { capOf, intervalName, intervalText } from '../view-model/intervals.js';
import { rulText } from '../view-model/rul-digits.js';
import { timeAxisName, timeInWords, timeText } from '../view-model/time-words.js';
import type { StateRun, Trajectory } from '../view-model/units.js';
import { AXIS, BASE, COLOUR, POINTER, SMALL, TOOLTIP } from './base.js';
import { dateTicks } from './date-ticks.js';
import type { ChartOption } from './echarts.js';
import { bandTop, intervalBand } from './interval-band.js';
import { stateStrip } from './state-strip.js';
import { axisFromZero, evenTicks, tickText, wholeTicks } from './ticks.js';
import { tooltip } from './tooltip.js';

/** Pixels below the plot of RUL: axis labels, and a strip for each row of health states. */
const STRIP = 20;

/** RUL over the time of one unit, predicted and true, with strips of its health states beneath. */
export function unitOption(results: RulResults, way: Trajectory): ChartOption {
  const [from, to] = [way.times[0] ?? 0, way.times.at(-1) ?? 1];
  const hasStates = results.states.length > 0;
  const y = rulAxis(capOf(results), way);
  const x = { ...AXIS, min: from, max: to > from ? to : from + 1, splitLine: { show: false } };
  const labels = timeLabels(results, way, [from, to]);
  const named = { name: axisName(results, way, [from, to]), nameLocation: 'middle', nameGap: 26 };
  const strip = { times: way.times, range: [x.min, x.max] as const, states: results.states };
  const bottom = hasStates ? 2 * STRIP + 58 : 44;
  return {
    ...BASE,
    grid: [
      { left: 74, right: 24, top: 14, bottom, outerBoundsMode: 'none' },
      ...(hasStates ? [{ left: 74, right: 24, bottom: 44, height: 2 * STRIP, outerBoundsMode: 'none' }] : []),
    ],
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    tooltip: {
      ...TOOLTIP,
      trigger: 'axis',
      axisPointer: POINTER,
      formatter: (rows: unknown) => rowTooltip(results, way, (rows as { value: number[] }[])[0]?.value[0]),
    },
    xAxis: [
      { ...x, axisLabel: { ...AXIS.axisLabel, ...labels, show: !hasStates }, ...(!hasStates && named) },
      ...(hasStates ? [{ ...x, gridIndex: 1, axisLabel: { ...AXIS.axisLabel, ...labels }, ...named }] : []),
    ],
    yAxis: [
      {
        ...AXIS,
        min: 0,
        ...y,
        axisLabel: { ...AXIS.axisLabel, formatter: tickText(y.interval, y.max) },
        name: 'RUL',
        nameLocation: 'middle',
        nameGap: 44,
        axisLine: { show: false },
      },
      ...(hasStates ? [stripAxis] : []),
    ],
    series: [
      ...(way.intervals
        ? [intervalBand(way.times, way.intervals, Math.min(capOf(results), y.max), intervalName(results))]
        : []),
      ...curves(results, way, y.max),
      ...(hasStates ? [stateStrip('predicted state', 1, way.states, strip)] : []),
      ...(hasStates ? [stateStrip('true state', 0, way.trueStates, strip)] : []),
    ],
  } as ChartOption;
}

const stripAxis = {
  ...AXIS,
  type: 'category',
  gridIndex: 1,
  data: ['true', 'predicted'],
  splitLine: { show: false },
  axisLine: { show: false },
  axisPointer: { show: false },
} as const;

function curves(results: RulResults, way: Trajectory, top: number): Record<string, unknown>[] {
  const line = { type: 'line', symbol: 'circle', showSymbol: way.times.length === 1, emphasis: { disabled: true } };
  const at = (values: readonly number[]) => way.times.map((time, index) => [time, values[index]]);
  const above = way.uncapped.map((rul) => (rul >= capOf(results) && rul <= top ? rul : null));
  return [
    {
      ...line,
      id: 'true',
      name: truthName(way),
      z: 2,
      data: at(way.truth),
      itemStyle: { color: COLOUR.ink },
      lineStyle: { color: COLOUR.ink, width: 1.75, type: [7, 4] },
      markLine: borders(results),
    },
    {
      ...line,
      id: 'uncapped',
      name: `${truthName(way)}, not capped`,
      silent: true,
      z: 1,
      data: way.times.map((time, index) => [time, above[index]]),
      lineStyle: { color: COLOUR.muted, width: 1, type: 'dotted' },
      itemStyle: { color: COLOUR.muted },
    },
    {
      ...line,
      id: 'predicted',
      name: 'predicted RUL',
      z: 3,
      data: at(way.predicted),
      itemStyle: { color: COLOUR.main },
      lineStyle: { color: COLOUR.main, width: 2 },
    },
  ];
}

function borders({ stateBorders, states }: RulResults): Record<string, unknown> {
  return {
    silent: true,
    symbol: 'none',
    data: stateBorders.flatMap((border, state) =>
      border === null
        ? []
        : {
            yAxis: border,
            lineStyle: { color: COLOUR.line, type: 'solid', width: 1.5 },
            label: {
              show: true,
              position: 'insideStartBottom',
              color: COLOUR.muted,
              fontSize: SMALL,
              formatter: `${states[state] ?? ''} ≤ ${number(border)}`,
            },
          },
    ),
  };
}

/** What is known of the RUL: of a unit that still runs only how long it has lived since. */
function truthName({ running }: Pick<Trajectory, 'running'>): string {
  return running ? 'lived since' : 'true RUL';
}

function rulAxis(cap: number, { predicted, truth, intervals = [] }: Trajectory): { max: number; interval: number } {
  const most = [...predicted, ...truth, ...intervals.map((one) => bandTop(one, cap))]
    .filter(Number.isFinite)
    .reduce((a, b) => Math.max(a, b), 0);
  return axisFromZero(1.08 * Math.max(most, Number.isFinite(cap) ? Math.min(cap, 2 * most) : 0));
}

/** What its times are; of dates, whose labels are short, from which to which. */
function axisName(results: RulResults, { start }: Trajectory, [from, to]: readonly [number, number]): string {
  const name = timeAxisName(results, start);
  if (start === undefined || results.timeUnitMs === undefined) return name;
  const [first, last] = [from, to].map((time) => timeText(results, time, start).slice(0, 10));
  return first === last ? `${name}, ${first}` : `${name}, ${first} to ${last}`;
}

/** Labels of the axis of times: dates, or numbers of one form. */
function timeLabels(results: RulResults, { start }: Trajectory, [from, to]: readonly [number, number]): object {
  if (start !== undefined && results.timeUnitMs !== undefined) {
    const { times, text } = dateTicks([from, to], start, results.timeUnitMs);
    return times.length > 1
      ? { customValues: times, formatter: text }
      : { customValues: [from, to], formatter: (time: number) => timeText(results, time, start) };
  }
  if (to - from >= 2) return { customValues: wholeTicks(from, to, 10), formatter: tickText(1, to) };
  const { ticks, interval } = evenTicks(from, to);
  return { customValues: ticks, formatter: tickText(interval, to) };
}

function rowTooltip(results: RulResults, way: Trajectory, time: number | undefined): HTMLElement | string {
  const index = way.times.indexOf(time ?? Number.NaN);
  if (index < 0) return '';
  const [predicted, truth, uncapped] = [way.predicted[index]!, way.truth[index]!, way.uncapped[index]!];
  const interval = way.intervals?.[index];
  const text = rulText(results);
  const nameOf = (state: number): string => results.states[state] ?? '–';
  return tooltip(capital(timeInWords(results, time!, way.start)), [
    { name: 'predicted RUL', value: text.rul(predicted), colour: COLOUR.main },
    ...(interval ? [{ name: intervalName(results), value: intervalText(results, interval) }] : []),
    { name: truthName(way), value: number(truth), colour: COLOUR.ink, dashed: true },
    ...(uncapped === truth ? [] : [{ name: 'not capped', value: number(uncapped) }]),
    ...(way.running ? [] : [{ name: 'error', value: text.error(predicted - truth) }]),
    ...(results.states.length === 0
      ? []
      : [
          { name: 'predicted state', value: nameOf(stateAt(way.states, index)) },
          { name: 'true state', value: nameOf(stateAt(way.trueStates, index)) },
        ]),
  ]);
}

function stateAt(runs: readonly StateRun[], index: number): number {
  return runs.find(({ from, to }) => from <= index && index <= to)?.state ?? -1;
}
