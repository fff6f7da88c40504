import type { MetricFacts } from '@amnl/report';
import { MONITOR } from '../pipeline/monitor.js';

/** The metrics that a reader of a run wants first, as papers report them. */
export const HEADLINE: readonly string[] = [
  MONITOR.metric,
  'nasa_score_last_cycle',
  'RMSE_all_cycles',
  'health_accuracy',
];

/** How the pipeline's metrics are called and counted. */
export const METRIC_FACTS: MetricFacts = {
  rul_loss: { title: 'RUL loss', unit: 'cycles²' },
  health_loss: { title: 'Health loss' },
  RMSE_last_cycle: { title: 'RMSE, last cycle', unit: 'cycles', better: 'min', digits: 2, beside: 'RMSE_all_cycles' },
  RMSE_all_cycles: { title: 'RMSE, all cycles', unit: 'cycles', better: 'min', digits: 2 },
  MAE_last_cycle: { title: 'MAE, last cycle', unit: 'cycles', better: 'min', digits: 2, beside: 'MAE_all_cycles' },
  MAE_all_cycles: { title: 'MAE, all cycles', unit: 'cycles', better: 'min', digits: 2 },
  R2_last_cycle: { title: 'R², last cycle', better: 'max', beside: 'R2_all_cycles' },
  R2_all_cycles: { title: 'R², all cycles', better: 'max' },
  nasa_score_last_cycle: {
    title: 'NASA score',
    unit: 'sum over the last cycles',
    better: 'min',
    digits: 1,
    scale: 'log',
  },
  nasa_score_all_cycles: { title: 'NASA score', unit: 'sum over all cycles', better: 'min', digits: 1, scale: 'log' },
  concordance_last_cycle: { title: 'Concordance, last cycle', better: 'max', digits: 3 },
  health_accuracy: { title: 'Health accuracy', better: 'max', percent: true, beside: 'health_f1_weighted' },
  health_f1_weighted: { title: 'weighted F1', better: 'max', digits: 3 },
};
