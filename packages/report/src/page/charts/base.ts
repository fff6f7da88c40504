import type { ChartOption } from './echarts.js';

/**
 * Colours are CSS variables: the browser resolves them within the SVG, so light, dark and print need no new drawing.
 * ECharts cannot lighten what it cannot parse, therefore every series that reacts to the pointer names its colours itself.
 */
export const COLOUR = {
  ink: 'var(--ink)',
  muted: 'var(--muted)',
  line: 'var(--line)',
  grid: 'var(--grid)',
  card: 'var(--card)',
  early: 'var(--early)',
  late: 'var(--late)',
  main: 'var(--series-1)',
  other: 'var(--series-2)',
} as const;

/** Size of axis labels in pixels. */
export const SMALL = 11;

/** What all charts share. Without animation a live chart stands still but for what is new, and nobody's stomach turns. */
export const BASE: ChartOption = {
  animation: false,
  backgroundColor: 'transparent',
  textStyle: { fontFamily: 'system-ui, -apple-system, "Segoe UI", sans-serif', color: COLOUR.muted },
};

/** The look of a value axis. */
export const AXIS = {
  type: 'value',
  nameTextStyle: { color: COLOUR.muted, fontSize: SMALL },
  axisLabel: { color: COLOUR.muted, fontSize: SMALL, hideOverlap: true },
  axisLine: { show: true, onZero: false, lineStyle: { color: COLOUR.line } },
  axisTick: { show: false, lineStyle: { color: COLOUR.line } },
  splitLine: { show: true, lineStyle: { color: COLOUR.grid } },
} as const;

/** The style of the box that appears next to the pointer. */
export const TOOLTIP = {
  show: true,
  confine: true,
  transitionDuration: 0,
  backgroundColor: 'var(--card)',
  borderColor: 'var(--line)',
  borderWidth: 1,
  padding: [8, 10] as number[],
  textStyle: { color: COLOUR.ink, fontSize: 12 },
  extraCssText: 'box-shadow: var(--shadow); border-radius: 6px; max-width: 320px; white-space: normal;',
} as const;

/** The line that follows the pointer along an axis. */
export const POINTER = {
  type: 'line',
  lineStyle: { color: COLOUR.muted, type: 'solid', width: 1 },
  label: { show: false },
} as const;
