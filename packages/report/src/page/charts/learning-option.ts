import type { Point } from '../view-model/curves.js';
import { isRate, type Panel } from '../view-model/panels.js';
import { AXIS, BASE, POINTER, TOOLTIP } from './base.js';
import type { ChartOption } from './echarts.js';
import { epochTooltip } from './epoch-tooltip.js';
import { landmarks } from './landmarks.js';
import { type ShownRun, seriesOf } from './learning-series.js';
import { axisAround, logScale, logTickText, tickText, wholeTicks } from './ticks.js';

/** The chart of one panel: a curve for each metric and run, points within epochs beneath, best epoch and end marked. */
export function learningOption(panel: Panel, shown: readonly ShownRun[]): ChartOption {
  const series = shown.flatMap((one) => panel.lines.flatMap((line) => seriesOf(panel, line, one)));
  if (series.length > 0 && shown.length === 1) {
    // Rates say how the run was steered; to say there once more how it ended would only be noise.
    series[0] = { ...series[0]!, markLine: landmarks(shown[0]!.run, !isRate(panel)) };
  }
  const points = series.flatMap(({ data }) => data.map(({ value }) => value));
  const [from, to] = epochRange(shown);
  const values = points.flatMap(([, y]) => y ?? []);
  const even = axisAround(values);
  const log = panel.scale === 'log' ? logScale(values) : undefined;
  return {
    ...BASE,
    grid: { left: 56, right: 20, top: shown.length === 1 ? 42 : 14, bottom: 40, outerBoundsMode: 'none' },
    tooltip: {
      ...TOOLTIP,
      trigger: 'axis',
      axisPointer: POINTER,
      formatter: (rows: unknown) => epochTooltip((rows as { value: Point }[])[0]?.value[0], series),
    },
    xAxis: {
      ...AXIS,
      name: 'epoch',
      nameLocation: 'middle',
      nameGap: 24,
      min: from,
      max: to,
      splitLine: { show: false },
      axisTick: { ...AXIS.axisTick, show: true, customValues: wholeTicks(from, to) },
      axisLabel: { ...AXIS.axisLabel, customValues: wholeTicks(from, to) },
    },
    yAxis: {
      ...AXIS,
      ...(log ? { type: 'log', min: log.min, max: log.max } : even),
      axisLine: { show: false },
      axisTick: { show: false, ...(log && { customValues: log.ticks }) },
      axisLabel: {
        ...AXIS.axisLabel,
        ...(log
          ? { formatter: logTickText(log.ticks), customValues: log.ticks }
          : { formatter: tickText(even.interval, even.max) }),
      },
    },
    series,
  } as unknown as ChartOption;
}

/**
 * From the first to the last epoch, with a little air so that the end points are not cut. The same in all charts of the runs, so that
 * an epoch stands at the same place in each.
 */
function epochRange(shown: readonly ShownRun[]): [from: number, to: number] {
  const xs = shown.flatMap(({ run: { history, steps } }) => [
    ...history.map(({ epoch }) => epoch + 1),
    ...steps.flatMap(({ epoch, batch, batches }) =>
      batches === null ? [epoch, epoch + 1] : [epoch + batch / batches],
    ),
  ]);
  if (xs.length === 0) return [0, 1];
  const first = xs.reduce((a, b) => Math.min(a, b));
  const last = Math.max(1, Math.ceil(xs.reduce((a, b) => Math.max(a, b))));
  const from = first < 1 ? 0 : Math.min(first, last - 1);
  const air = (last - from) * 0.02;
  return [from === 0 ? 0 : from - air, last + air];
}
