import type { MetricFacts } from '@amnl/report';
import { MONITOR } from '../pipeline/monitor.js';
import { errorDecimals } from '../pipeline/predictions.js';
import { countsCycles, rowNoun } from '../schemas/data-facts.js';

/** The metrics that a reader of a run wants first, as papers report them. @param timeUnit of the data */
export function headline(timeUnit: string): readonly string[] {
  const order = countsCycles(timeUnit) ? 'nasa_score_last_cycle' : 'concordance_last_cycle';
  return [MONITOR.metric, order, 'RMSE_all_cycles', 'health_accuracy'];
}

const CONCORDANCE =
  'how often, of two units, the one predicted to live longer does; 0.5 is chance, 1 is perfect. It counts units that still run, too';

/** How the pipeline's metrics are called and counted. @param timeUnit of the data @param rulCap of the targets */
export function metricFacts(timeUnit: string, rulCap: number): MetricFacts {
  const row = rowNoun(timeUnit);
  const [last, all] = [`last ${row}`, `all ${row}s`];
  const error = { unit: timeUnit, better: 'min', digits: errorDecimals({ rulCap }) } as const;
  const score = { title: 'NASA score', better: 'min', digits: 1, scale: 'log' } as const;
  return {
    rul_loss: { title: 'RUL loss', unit: `${timeUnit}²` },
    health_loss: { title: 'Health loss' },
    RMSE_last_cycle: { title: `RMSE, ${last}`, ...error, beside: 'RMSE_all_cycles' },
    RMSE_all_cycles: { title: `RMSE, ${all}`, ...error },
    MAE_last_cycle: { title: `MAE, ${last}`, ...error, beside: 'MAE_all_cycles' },
    MAE_all_cycles: { title: `MAE, ${all}`, ...error },
    R2_last_cycle: { title: `R², ${last}`, better: 'max', beside: 'R2_all_cycles' },
    R2_all_cycles: { title: `R², ${all}`, better: 'max' },
    ...(countsCycles(timeUnit) && {
      nasa_score_last_cycle: { ...score, unit: 'sum over the last cycles' },
      nasa_score_all_cycles: { ...score, unit: 'sum over all cycles' },
    }),
    concordance_last_cycle: { title: `Concordance, ${last}`, better: 'max', digits: 3, about: CONCORDANCE },
    units_censored: { title: 'Units that still run' },
    health_accuracy: { title: 'Health accuracy', better: 'max', percent: true, beside: 'health_f1_weighted' },
    health_f1_weighted: { title: 'weighted F1', better: 'max', digits: 3 },
  };
}
