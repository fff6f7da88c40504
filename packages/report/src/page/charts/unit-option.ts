import type { RulResults } from '../../run-data.js';
import { fixed, number, signed } from '../format.js';
import { type StateRun, stateOf, type Trajectory } from '../view-model/units.js';
import { AXIS, BASE, COLOUR, POINTER, SMALL, TOOLTIP } from './base.js';
import type { ChartOption } from './echarts.js';
import { stateStrip } from './state-strip.js';
import { wholeTicks } from './ticks.js';
import { tooltip } from './tooltip.js';

/** Pixels below the plot of RUL: axis labels, and a strip for each row of health states. */
const STRIP = 20;

/** RUL over the cycles of one unit, predicted and true, with strips of its health states beneath. */
export function unitOption(results: RulResults, way: Trajectory): ChartOption {
  const [from, to] = [way.cycles[0] ?? 0, way.cycles.at(-1) ?? 1];
  const hasStates = results.states.length > 0;
  const top = axisTop(results.cap, way);
  const x = { ...AXIS, min: from, max: Math.max(to, from + 1), splitLine: { show: false } };
  const labels = { customValues: wholeTicks(from, to, 10) };
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
      formatter: (rows: unknown) => cycleTooltip(results, way, (rows as { value: number[] }[])[0]?.value[0]),
    },
    xAxis: [
      { ...x, axisLabel: { ...AXIS.axisLabel, ...labels, show: !hasStates }, ...(!hasStates && named) },
      ...(hasStates ? [{ ...x, gridIndex: 1, axisLabel: { ...AXIS.axisLabel, ...labels }, ...named }] : []),
    ],
    yAxis: [
      {
        ...AXIS,
        min: 0,
        max: top,
        interval: 25,
        name: 'RUL',
        nameLocation: 'middle',
        nameGap: 34,
        axisLine: { show: false },
      },
      ...(hasStates ? [stripAxis] : []),
    ],
    series: [
      ...curves(results, way, top),
      ...(hasStates ? [stateStrip('predicted state', 1, way.states, results.states)] : []),
      ...(hasStates ? [stateStrip('true state', 0, way.trueStates, results.states)] : []),
    ],
  } as ChartOption;
}

const named = { name: 'cycle', nameLocation: 'middle', nameGap: 26 } as const;

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
  const line = { type: 'line', symbol: 'circle', showSymbol: way.cycles.length === 1, emphasis: { disabled: true } };
  const at = (values: readonly number[]) => way.cycles.map((cycle, index) => [cycle, values[index]]);
  const above = way.uncapped.map((rul) => (rul >= results.cap && rul <= top ? rul : null));
  return [
    {
      ...line,
      id: 'true',
      name: 'true RUL',
      z: 2,
      data: at(way.truth),
      itemStyle: { color: COLOUR.ink },
      lineStyle: { color: COLOUR.ink, width: 1.75, type: [7, 4] },
      markLine: borders(results),
    },
    {
      ...line,
      id: 'uncapped',
      name: 'true RUL, not capped',
      silent: true,
      z: 1,
      data: way.cycles.map((cycle, index) => [cycle, above[index]]),
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

function axisTop(cap: number, { predicted, truth }: Trajectory): number {
  const most = [...predicted, ...truth].filter(Number.isFinite).reduce((a, b) => Math.max(a, b), Math.min(cap, 1000));
  return Math.ceil((most + 10) / 25) * 25;
}

function cycleTooltip(results: RulResults, way: Trajectory, cycle: number | undefined): HTMLElement | string {
  const index = way.cycles.indexOf(cycle ?? Number.NaN);
  if (index < 0) return '';
  const [predicted, truth, uncapped] = [way.predicted[index]!, way.truth[index]!, way.uncapped[index]!];
  const nameOf = (state: number): string => results.states[state] ?? '–';
  return tooltip(`Cycle ${cycle}`, [
    { name: 'predicted RUL', value: fixed(predicted, 1), colour: COLOUR.main },
    { name: 'true RUL', value: number(truth), colour: COLOUR.ink, dashed: true },
    ...(uncapped === truth ? [] : [{ name: 'not capped', value: number(uncapped) }]),
    { name: 'error', value: signed(predicted - truth) },
    ...(results.states.length === 0
      ? []
      : [
          { name: 'predicted state', value: nameOf(stateAt(way.states, cycle!)) },
          { name: 'true state', value: nameOf(stateOf(results.stateBorders, uncapped)) },
        ]),
  ]);
}

function stateAt(runs: readonly StateRun[], cycle: number): number {
  return runs.find(({ from, to }) => from <= cycle && cycle <= to)?.state ?? -1;
}
