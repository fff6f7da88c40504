import { capital, fixed, number, signed } from '../format.js';
import { verdict } from '../view-model/penalty.js';
import type { LastCycle } from '../view-model/units.js';
import { bandSeries } from './bands.js';
import { AXIS, BASE, COLOUR, SMALL, TOOLTIP } from './base.js';
import type { ChartOption } from './echarts.js';
import { tooltip } from './tooltip.js';

const LOOKS = {
  late: { name: 'late', symbol: 'triangle', symbolRotate: 0, colour: COLOUR.late, symbolSize: 10 },
  early: { name: 'early', symbol: 'triangle', symbolRotate: 180, colour: COLOUR.early, symbolSize: 10 },
  near: { name: 'penalty below 1', symbol: 'circle', symbolRotate: 0, colour: COLOUR.muted, symbolSize: 7 },
} as const;

/** Predicted against true RUL at the last cycle of every unit, over stripes of NASA's penalty. */
export function scatterOption(
  units: readonly LastCycle[],
  { cap, noun, chosen }: { cap: number; noun: string; chosen: number | undefined },
): ChartOption {
  const size = axisSize(units, cap);
  const axis = { ...AXIS, min: 0, max: size, interval: 25, splitLine: { show: false } };
  return {
    ...BASE,
    grid: { left: 52, right: 16, top: 16, bottom: 44, outerBoundsMode: 'none' },
    tooltip: {
      ...TOOLTIP,
      trigger: 'item',
      formatter: (hovered: unknown) => unitTooltip((hovered as { data: { unit: LastCycle } }).data.unit, noun),
    },
    xAxis: { ...axis, name: 'true RUL at the last cycle', nameLocation: 'middle', nameGap: 26 },
    yAxis: { ...axis, name: 'predicted RUL', nameLocation: 'middle', nameGap: 34 },
    series: [
      bandSeries(size),
      diagonal(size),
      ...(['near', 'early', 'late'] as const).map((look) => points(look, units)),
      ring(
        units.find(({ unit }) => unit === chosen),
        noun,
      ),
    ],
  } as ChartOption;
}

function axisSize(units: readonly LastCycle[], cap: number): number {
  const values = units.flatMap(({ truth, predicted }) => [truth, predicted]).filter(Number.isFinite);
  const most = values.reduce((a, b) => Math.max(a, b), Math.min(cap, 1000));
  return Math.ceil((most + 1) / 25) * 25;
}

function points(look: keyof typeof LOOKS, units: readonly LastCycle[]): Record<string, unknown> {
  const { colour, ...style } = LOOKS[look];
  return {
    type: 'scatter',
    id: look,
    ...style,
    z: 3,
    cursor: 'pointer',
    data: units
      .filter(({ error }) => verdict(error) === look)
      .map((unit) => ({ value: [unit.truth, unit.predicted], unit })),
    itemStyle: { color: colour, borderColor: COLOUR.card, borderWidth: 1, opacity: 0.95 },
    emphasis: { scale: 1.4, itemStyle: { color: colour, borderColor: COLOUR.ink } },
  };
}

function diagonal(size: number): Record<string, unknown> {
  return {
    type: 'line',
    id: 'diagonal',
    name: 'prediction = truth',
    silent: true,
    z: 1,
    symbol: 'none',
    data: [
      [0, 0],
      [size, size],
    ],
    lineStyle: { color: COLOUR.ink, width: 1, opacity: 0.6 },
    tooltip: { show: false },
  };
}

function ring(unit: LastCycle | undefined, noun: string): Record<string, unknown> {
  return {
    type: 'scatter',
    id: 'chosen',
    name: `chosen ${noun}`,
    silent: true,
    z: 4,
    symbol: 'circle',
    symbolSize: 18,
    data: unit ? [[unit.truth, unit.predicted]] : [],
    itemStyle: { color: 'transparent', borderColor: COLOUR.ink, borderWidth: 2 },
    label: {
      show: true,
      formatter: unit ? String(unit.unit) : '',
      position: 'top',
      color: COLOUR.ink,
      fontSize: SMALL,
      fontWeight: 'bold',
    },
  };
}

function unitTooltip(unit: LastCycle, noun: string): HTMLElement {
  const { truth, uncapped, predicted, error, penalty } = unit;
  return tooltip(`${capital(noun)} ${unit.unit}`, [
    { name: 'true RUL', value: truth === uncapped ? number(truth) : `${number(truth)} (uncapped ${number(uncapped)})` },
    { name: 'predicted', value: fixed(predicted, 1) },
    { name: error < 0 ? 'error, early' : 'error, late', value: signed(error) },
    { name: 'NASA penalty', value: fixed(penalty, 2) },
  ]);
}
