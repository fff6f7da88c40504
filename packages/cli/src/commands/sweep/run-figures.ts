import { MONITOR } from '../../pipeline/monitor.js';
import { errorDecimals } from '../../pipeline/predictions.js';
import type { Standing } from '../../plan/standing.js';

/** The best epoch of a run so far. */
export interface BestSoFar {
  /** From 0. */
  readonly epoch: number;
  /** By which it is the best: RMSE of the last windows of the units selected on. */
  readonly value: number;
}

/** The best of the first whole epochs of a run, by the figure that it is selected by; undefined before the first is over. */
export function bestSoFar({ history }: Pick<Standing, 'history'>, epochs = history.length): BestSoFar | undefined {
  let best: BestSoFar | undefined;
  for (const { epoch, metrics } of history.slice(0, epochs)) {
    const value = metrics[MONITOR.metric];
    if (typeof value === 'number' && Number.isFinite(value) && !(best && best.value <= value)) best = { epoch, value };
  }
  return best;
}

/** The units that a run is selected on, in words. */
function selectedOn({ run, record }: Pick<Standing, 'run' | 'record'>): string {
  return (record?.config ?? run.config).selection === 'test' ? 'test units' : 'held-out units';
}

/** The best figure so far, in words: `RMSE 14.6 on held-out units (epoch 2)`. */
export function figureText(standing: Standing): string {
  const best = bestSoFar(standing);
  if (best === undefined) return 'no finite figure';
  const digits = errorDecimals({ rulCap: standing.record?.config.rulCap ?? Number.POSITIVE_INFINITY });
  return `RMSE ${best.value.toFixed(digits)} on ${selectedOn(standing)} (epoch ${best.epoch + 1})`;
}
