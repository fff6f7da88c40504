import type { EChartsType } from './echarts.js';

/** What a chart really shows, as opposed to what it was given. */
export interface Drawn {
  readonly points: number;
  readonly series: readonly string[];
}

interface SeriesData {
  count(): number;
  getLayout(key: 'points'): ArrayLike<number> | undefined;
  getItemGraphicEl(index: number): unknown;
}

interface SeriesModel {
  readonly name: string;
  get(path: 'silent'): boolean | undefined;
  getData(): SeriesData;
}

/**
 * Counts the data points that ECharts has laid out on the canvas. There is no public way to ask: `getOption` would only say
 * what was put in, so that a point lost on the way would be counted all the same. Silent series are decoration.
 */
export function drawnBy(chart: EChartsType): Drawn {
  const series: string[] = [];
  let points = 0;
  const model = (
    chart as unknown as { getModel(): { eachSeries(each: (series: SeriesModel) => void): void } }
  ).getModel();
  model.eachSeries((one) => {
    if (one.get('silent')) return;
    series.push(one.name);
    points += drawnPoints(one.getData());
  });
  return { points, series };
}

function drawnPoints(data: SeriesData): number {
  let drawn = 0;
  // Lines and large scatters keep coordinates in one flat array; other series keep an element for each point.
  const flat = data.getLayout('points');
  if (flat) {
    for (let at = 0; at + 1 < flat.length; at += 2) {
      if (Number.isFinite(flat[at]) && Number.isFinite(flat[at + 1])) drawn += 1;
    }
    return drawn;
  }
  for (let index = 0; index < data.count(); index += 1) if (data.getItemGraphicEl(index)) drawn += 1;
  return drawn;
}
