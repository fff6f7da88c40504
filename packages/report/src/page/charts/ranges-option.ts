import type { RangeResult } from '../../run-data.js';
import { count, NONE, number, plural } from '../format.js';
import { rangeName } from '../view-model/range-name.js';
import type { RulText } from '../view-model/rul-digits.js';
import { AXIS, BASE, COLOUR, SMALL, TOOLTIP } from './base.js';
import type { ChartOption } from './echarts.js';
import { axisAround, tickText } from './ticks.js';
import { tooltip } from './tooltip.js';

/** A longer name of a range goes over two lines. */
const LONGEST = 11;

/** Error by range of the true RUL: RMSE and mean error side by side, with the number of windows beneath. */
export function rangesOption(ranges: readonly RangeResult[], unit: string, text: RulText): ChartOption {
  const bar = { type: 'bar', barMaxWidth: 34, barGap: '8%', emphasis: { disabled: true }, cursor: 'default' };
  const names = ranges.map(rangeName);
  // Numbers of many digits would run into each other.
  const aside = ranges.some(({ rmse }) => text.rul(rmse).length > 5) ? 10 : 0;
  const broken = names.some(({ length }) => length > LONGEST);
  const y = axisAround([0, ...ranges.flatMap(({ rmse, errorMean }) => [rmse ?? 0, errorMean ?? 0])], 5);
  const label = { show: true, color: COLOUR.ink, fontSize: SMALL };
  return {
    ...BASE,
    grid: { left: 60, right: 12, top: 24, bottom: broken ? 77 : 62, outerBoundsMode: 'none' },
    tooltip: {
      ...TOOLTIP,
      trigger: 'axis',
      axisPointer: { type: 'none' },
      formatter: (rows: unknown) => rangeTooltip(ranges[(rows as { dataIndex: number }[])[0]!.dataIndex]!, unit, text),
    },
    xAxis: {
      ...AXIS,
      type: 'category',
      name: 'true RUL',
      nameLocation: 'middle',
      nameGap: broken ? 55 : 40,
      data: names.map((name, i) => `${broken ? name.replace('–', '–\n') : name}\n${count(ranges[i]!.count, unit)}`),
      axisLabel: { ...AXIS.axisLabel, interval: 0, lineHeight: 15, hideOverlap: false },
      axisLine: { show: true, onZero: true, lineStyle: { color: COLOUR.muted } },
      splitLine: { show: false },
    },
    yAxis: {
      ...AXIS,
      ...y,
      axisLabel: { ...AXIS.axisLabel, formatter: tickText(y.interval, y.max) },
      axisLine: { show: false },
    },
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
          offset: [-3 - aside, 0],
          formatter: ({ value }: { value: number }) => text.rul(value),
        },
      },
      {
        ...bar,
        id: 'mean',
        name: 'mean error',
        data: ranges.map(({ errorMean }) => meanBar(text.error(errorMean), errorMean, 3 + aside)),
        itemStyle: { color: 'transparent', borderColor: COLOUR.other, borderWidth: 2 },
      },
    ],
  } as ChartOption;
}

/** The number stands at the far end of its bar, whether that points up or down. */
function meanBar(words: string, mean: number | undefined, aside: number): unknown {
  if (mean === undefined) return null;
  const position = mean < 0 ? 'bottom' : 'top';
  return {
    value: mean,
    label: { show: true, color: COLOUR.ink, fontSize: SMALL, position, offset: [aside, 0], formatter: words },
  };
}

function rangeTooltip(range: RangeResult, unit: string, text: RulText): HTMLElement {
  const { errorMean, errorStd } = range;
  return tooltip(`True RUL ${rangeName(range)}`, [
    { name: plural(unit), value: number(range.count) },
    { name: 'RMSE', value: text.rul(range.rmse, 1), colour: COLOUR.main },
    { name: 'mean error', value: text.error(errorMean, 1), colour: COLOUR.other },
    { name: 'deviation', value: errorStd === undefined ? NONE : text.rul(errorStd, 1) },
  ]);
}
