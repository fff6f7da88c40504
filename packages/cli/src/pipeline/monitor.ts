/** What a run of the pipeline is judged by: the best epoch, the best weights and the cuts of the learning rate follow it. */
export const MONITOR = { metric: 'RMSE_last_cycle', mode: 'min' } as const;

/** What the terminal shows while it trains: the raw losses of both tasks, and the two figures that papers report. */
export const SHOWN = {
  metrics: ['rul_loss', 'health_loss', MONITOR.metric, 'nasa_score_last_cycle'],
  monitor: { [MONITOR.metric]: MONITOR.mode, nasa_score_last_cycle: 'min' },
} as const;
