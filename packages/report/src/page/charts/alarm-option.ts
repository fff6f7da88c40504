import type { RulResults } from '../../run-data.js';
import { capital } from '../format.js';
import { type AlarmView, costText, rounded } from '../view-model/alarm.js';
import { AXIS, BASE, COLOUR, POINTER, SMALL, TOOLTIP } from './base.js';
import type { ChartOption } from './echarts.js';
import { evenTicks, logScale, logTickText, tickText } from './ticks.js';
import { tooltip } from './tooltip.js';

/** Cost by the threshold at which units are changed, with the two simple policies as lines across. */
export function alarmOption(results: RulResults, view: AlarmView): ChartOption {
  const { thresholds } = results.alarm!;
  const { per, of, byThreshold, fixedAge, runToFailure } = view;
  const shown = (cost: number | null) => (cost !== null && cost > 0 ? cost * per : null);
  const [from, to] = [thresholds[0] ?? 0, thresholds.at(-1) ?? 1];
  const { ticks, interval } = evenTicks(from, to);
  const costs = [...byThreshold, fixedAge.cost, runToFailure.cost].map((cost) => shown(cost) ?? 0);
  const scale = logScale(costs) ?? { min: 0.1, max: 10, ticks: [0.1, 1, 10] };
  const across = (id: string, name: string, cost: number, colour: string) => ({
    ...LINE,
    id,
    name,
    data: [from, to].map((at) => [at, shown(cost)]),
    lineStyle: { color: colour, width: 1.75, type: [7, 4] },
    itemStyle: { color: colour },
  });
  return {
    ...BASE,
    grid: { left: 60, right: 24, top: 24, bottom: 44, outerBoundsMode: 'none' },
    tooltip: {
      ...TOOLTIP,
      trigger: 'axis',
      axisPointer: POINTER,
      formatter: (rows: unknown) => costTooltip(results, view, (rows as { value: number[] }[])[0]?.value[0]),
    },
    xAxis: {
      ...AXIS,
      min: from,
      max: to,
      splitLine: { show: false },
      axisLabel: { ...AXIS.axisLabel, customValues: ticks, formatter: tickText(interval, to) },
      name: `threshold: ${of}, ${results.timeUnit}`,
      nameLocation: 'middle',
      nameGap: 26,
    },
    yAxis: {
      ...AXIS,
      type: 'log',
      min: scale.min,
      max: scale.max,
      axisTick: { ...AXIS.axisTick, customValues: scale.ticks },
      axisLabel: { ...AXIS.axisLabel, customValues: scale.ticks, formatter: logTickText(scale.ticks) },
      axisLine: { show: false },
    },
    series: [
      {
        ...LINE,
        id: 'alarm',
        name: 'change on alarm',
        data: thresholds.map((threshold, index) => [threshold, shown(byThreshold[index] ?? null)]),
        lineStyle: { color: COLOUR.main, width: 2 },
        itemStyle: { color: COLOUR.main },
        z: 3,
        markLine: cheapest(view),
      },
      across('age', 'change at a fixed age', fixedAge.cost, COLOUR.other),
      across('failure', 'run to failure', runToFailure.cost, COLOUR.muted),
    ],
  } as unknown as ChartOption;
}

const LINE = { type: 'line', symbol: 'circle', showSymbol: false, emphasis: { disabled: true } } as const;

/** A line at the cheapest threshold, which stands above it. */
function cheapest({ threshold }: AlarmView): Record<string, unknown> {
  return {
    silent: true,
    symbol: 'none',
    animation: false,
    data: threshold === undefined ? [] : [{ xAxis: threshold }],
    lineStyle: { color: COLOUR.ink, type: 'solid', width: 1 },
    label: { position: 'end', color: COLOUR.ink, fontSize: SMALL, formatter: `cheapest: ${rounded(threshold ?? 0)}` },
  };
}

function costTooltip(results: RulResults, view: AlarmView, threshold: number | undefined): HTMLElement | string {
  const index = results.alarm!.thresholds.indexOf(threshold ?? Number.NaN);
  if (index < 0) return '';
  const { of, byThreshold, fixedAge, runToFailure } = view;
  return tooltip(`${capital(of)} ≤ ${rounded(threshold!)}`, [
    { name: 'change on alarm', value: costText(view, byThreshold[index]), colour: COLOUR.main },
    { name: 'at a fixed age', value: costText(view, fixedAge.cost), colour: COLOUR.other, dashed: true },
    { name: 'run to failure', value: costText(view, runToFailure.cost), colour: COLOUR.muted, dashed: true },
  ]);
}
