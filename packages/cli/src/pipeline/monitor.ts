import type { Config } from '../config/config.js';
import { countsCycles } from '../schemas/data-facts.js';

/** What a run of the pipeline is judged by: the best epoch, the best weights and the cuts of the learning rate follow it. */
export const MONITOR = { metric: 'RMSE_last_cycle', mode: 'min' } as const;

/**
 * What the terminal shows while it trains: the raw losses of both tasks, and the two figures that papers report. Without cycles, for
 * which NASA's score is made, how often the health state is right instead.
 * @param timeUnit of the data
 */
export function shownWhileTraining(timeUnit: string, { loss }: Pick<Config, 'loss'>) {
  const [second, mode] = countsCycles(timeUnit)
    ? (['nasa_score_last_cycle', 'min'] as const)
    : (['health_accuracy', 'max'] as const);
  return {
    metrics: ['rul_loss', ...(loss === 'rul' ? [] : ['health_loss']), MONITOR.metric, second],
    monitor: { [MONITOR.metric]: MONITOR.mode, [second]: mode },
  };
}
