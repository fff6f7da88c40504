import type { RulResults } from '../../run-data.js';
import { capital, fixed, number, shortened } from '../format.js';
import { capOf, intervalName, intervalText } from '../view-model/intervals.js';
import { verdictOf } from '../view-model/penalty.js';
import { rulText } from '../view-model/rul-digits.js';
import { nounOf, rowNounOf } from '../view-model/time-words.js';
import type { LastRow } from '../view-model/units.js';
import { bandSeries } from './bands.js';
import { AXIS, BASE, COLOUR, SMALL, TOOLTIP } from './base.js';
import type { ChartOption } from './echarts.js';
import { axisFromZero, tickText } from './ticks.js';
import { tooltip } from './tooltip.js';

const LOOKS = {
  late: { name: 'late', symbol: 'triangle', symbolRotate: 0, colour: COLOUR.late, symbolSize: 10 },
  early: { name: 'early', symbol: 'triangle', symbolRotate: 180, colour: COLOUR.early, symbolSize: 10 },
  near: { name: 'penalty below 1', symbol: 'circle', symbolRotate: 0, colour: COLOUR.muted, symbolSize: 7 },
} as const;

/** Predicted against true RUL at the last row of every unit of known life; over stripes of NASA's penalty, where it judges. */
export function scatterOption(units: readonly LastRow[], results: RulResults, chosen: string | undefined): ChartOption {
  const { max: size, interval } = sizeOf(units, capOf(results));
  const axisLabel = { ...AXIS.axisLabel, formatter: tickText(interval, size) };
  const axis = { ...AXIS, axisLabel, min: 0, max: size, interval, splitLine: { show: false } };
  const noun = nounOf(results);
  return {
    ...BASE,
    grid: { left: 64, right: 16, top: 16, bottom: 44, outerBoundsMode: 'none' },
    tooltip: {
      ...TOOLTIP,
      trigger: 'item',
      formatter: (hovered: unknown) => unitTooltip((hovered as { data: { unit: LastRow } }).data.unit, results),
    },
    xAxis: {
      ...axis,
      axisLabel: { ...axisLabel, alignMaxLabel: 'right' },
      name: `true RUL at the last ${rowNounOf(results)}`,
      nameLocation: 'middle',
      nameGap: 26,
    },
    yAxis: { ...axis, name: 'predicted RUL', nameLocation: 'middle', nameGap: 44 },
    series: [
      ...(results.nasaScore ? [bandSeries(size)] : []),
      diagonal(size),
      ...(['near', 'early', 'late'] as const).map((look) => points(look, units, results)),
      ring(
        units.find(({ unit }) => unit === chosen),
        noun,
      ),
    ],
  } as ChartOption;
}

function sizeOf(units: readonly LastRow[], cap: number): { max: number; interval: number } {
  const values = units.flatMap(({ truth, predicted }) => [truth, predicted]).filter(Number.isFinite);
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  return axisFromZero(1.01 * Math.max(most, Number.isFinite(cap) ? Math.min(cap, 2 * most) : 0));
}

function points(look: keyof typeof LOOKS, units: readonly LastRow[], results: RulResults): Record<string, unknown> {
  const { colour, ...style } = LOOKS[look];
  return {
    type: 'scatter',
    id: look,
    ...style,
    z: 3,
    cursor: 'pointer',
    data: units
      .filter(({ error }) => verdictOf(results, error) === look)
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

function ring(unit: LastRow | undefined, noun: string): Record<string, unknown> {
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
      formatter: unit ? shortened(unit.unit, 24) : '',
      position: 'top',
      color: COLOUR.ink,
      fontSize: SMALL,
      fontWeight: 'bold',
    },
  };
}

function unitTooltip(unit: LastRow, results: RulResults): HTMLElement {
  const { truth, uncapped, predicted, interval, error, cost } = unit;
  const text = rulText(results);
  return tooltip(`${capital(nounOf(results))} ${shortened(unit.unit, 200)}`, [
    { name: 'true RUL', value: truth === uncapped ? number(truth) : `${number(truth)} (uncapped ${number(uncapped)})` },
    { name: 'predicted', value: text.rul(predicted) },
    ...(interval ? [{ name: intervalName(results), value: intervalText(results, interval) }] : []),
    { name: error < 0 ? 'error, early' : 'error, late', value: text.error(error) },
    ...(results.nasaScore ? [{ name: 'NASA penalty', value: fixed(cost, 2) }] : []),
  ]);
}
