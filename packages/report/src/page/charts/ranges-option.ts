import type { RangeResult } from '../../run-data.js';
import { fixed, NONE, number, signed } from '../format.js';
import { AXIS, BASE, COLOUR, SMALL, TOOLTIP } from './base.js';
import type { ChartOption } from './echarts.js';
import { tooltip } from './tooltip.js';

/** A range of the true RUL in words: `≤ 15`, `15–50`, `> 100`. */
export function rangeName({ from, to }: Pick<RangeResult, 'from' | 'to'>): string {
  if (from === null) return to === null ? 'all' : `≤ ${number(to)}`;
  return to === null ? `> ${number(from)}` : `${number(from)}–${number(to)}`;
}

/** Error by range of the true RUL: RMSE and mean error side by side, with the number of windows beneath. */
export function rangesOption(ranges: readonly RangeResult[], unit: string): ChartOption {
  const bar = { type: 'bar', barMaxWidth: 34, barGap: '8%', emphasis: { disabled: true }, cursor: 'default' };
  const label = { show: true, color: COLOUR.ink, fontSize: SMALL };
  return {
    ...BASE,
    grid: { left: 48, right: 12, top: 24, bottom: 62, outerBoundsMode: 'none' },
    tooltip: {
      ...TOOLTIP,
      trigger: 'axis',
      axisPointer: { type: 'none' },
      formatter: (rows: unknown) => rangeTooltip(ranges[(rows as { dataIndex: number }[])[0]!.dataIndex]!, unit),
    },
    xAxis: {
      ...AXIS,
      type: 'category',
      name: 'true RUL',
      nameLocation: 'middle',
      nameGap: 40,
      data: ranges.map((range) => `${rangeName(range)}\n${number(range.count)} ${unit}`),
      axisLabel: { ...AXIS.axisLabel, interval: 0, lineHeight: 15, hideOverlap: false },
      axisLine: { show: true, onZero: true, lineStyle: { color: COLOUR.muted } },
      splitLine: { show: false },
    },
    yAxis: { ...AXIS, splitNumber: 5, axisLine: { show: false } },
    series: [
      {
        ...bar,
        id: 'rmse',
        name: 'RMSE',
        data: ranges.map(({ rmse }) => rmse ?? null),
        itemStyle: { color: COLOUR.main },
        label: {
          ...label,
          position: 'top',
          offset: [-3, 0],
          formatter: ({ value }: { value: number }) => fixed(value, 1),
        },
      },
      {
        ...bar,
        id: 'mean',
        name: 'mean error',
        data: ranges.map(({ errorMean }) => meanBar(errorMean)),
        itemStyle: { color: 'transparent', borderColor: COLOUR.other, borderWidth: 2 },
      },
    ],
  } as ChartOption;
}

/** The number stands at the far end of its bar, whether that points up or down. */
function meanBar(mean: number | undefined): unknown {
  if (mean === undefined) return null;
  const position = mean < 0 ? 'bottom' : 'top';
  return {
    value: mean,
    label: { show: true, color: COLOUR.ink, fontSize: SMALL, position, offset: [3, 0], formatter: signed(mean) },
  };
}

function rangeTooltip(range: RangeResult, unit: string): HTMLElement {
  const { errorMean, errorStd } = range;
  return tooltip(`True RUL ${rangeName(range)}`, [
    { name: unit, value: number(range.count) },
    { name: 'RMSE', value: fixed(range.rmse, 2), colour: COLOUR.main },
    { name: 'mean error', value: signed(errorMean, 2), colour: COLOUR.other },
    { name: 'deviation', value: errorStd === undefined ? NONE : fixed(errorStd, 2) },
  ]);
}
