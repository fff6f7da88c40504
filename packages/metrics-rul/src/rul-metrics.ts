import type { HostTensors, Metrics } from '@amnl/core-loop';
import { checkOptions, type EvaluateRulOptions, evaluateRul, type RulReport } from './evaluate-rul.js';
import type { RegressionReport } from './regression.js';

/**
 * Makes the `metrics` option of a trainer: flat numbers of an evaluation.
 *
 * | keys | over |
 * |---|---|
 * | `RMSE_last_cycle`, `MAE_last_cycle`, `R2_last_cycle`, `nasa_score_last_cycle` (Σ s), `nasa_score_last_cycle_mean` | last windows, targets capped |
 * | `health_accuracy`, `health_f1_weighted`, `early_late_ratio`, `error_mean`, `error_std` | last windows |
 * | `RMSE_all_cycles`, `MAE_all_cycles`, `R2_all_cycles`, `nasa_score_all_cycles` (Σ s) | all windows, targets capped |
 * | `health_accuracy_all_cycles`, `health_f1_weighted_all_cycles` | all windows |
 * | the RMSE, MAE, R2 and NASA keys with `_uncapped` appended | targets uncapped |
 * | `concordance_last_cycle` | pairs of last windows, targets capped; see `concordance` |
 * | `units_censored` | last windows of units that still run |
 *
 * Keys over all windows are left out if the source holds last windows only, health keys if there is no health
 * task, `_uncapped` ones where targets have no `uncappedRul`, `concordance_last_cycle` if it is not known of any two units which of them
 * fails first, `units_censored` where targets have neither `running` nor `censored`. Units that still run count in those two alone. A key never changes its meaning with the source.
 *
 * @returns a function of the model's outputs and the targets of a whole source; see `evaluateRul` for their names
 * @throws CL_OPTION_INVALID
 */
export function rulMetrics(options: EvaluateRulOptions = {}): (outputs: HostTensors, targets: HostTensors) => Metrics {
  const checked = checkOptions('rulMetrics', options);
  const metrics = (outputs: HostTensors, targets: HostTensors) => flatMetrics(evaluateRul(outputs, targets, checked));
  return Object.assign(metrics, { fingerprint: checked });
}

/** The flat numbers of a report; see {@link rulMetrics}. */
export function flatMetrics({ lastCycle, allCycles, uncapped, concordance, running }: RulReport): Metrics {
  const { regression, health } = lastCycle;
  return {
    ...lastKeys(regression),
    ...(health && { health_accuracy: health.accuracy, health_f1_weighted: health.f1Weighted }),
    early_late_ratio: regression.earlyLateRatio,
    error_mean: regression.errorMean,
    error_std: regression.errorStd,
    ...(allCycles && allKeys(allCycles.regression)),
    ...(allCycles?.health && {
      health_accuracy_all_cycles: allCycles.health.accuracy,
      health_f1_weighted_all_cycles: allCycles.health.f1Weighted,
    }),
    ...(uncapped && suffixed(lastKeys(uncapped.lastCycle), '_uncapped')),
    ...(uncapped?.allCycles && suffixed(allKeys(uncapped.allCycles), '_uncapped')),
    ...(concordance && { concordance_last_cycle: concordance.index }),
    ...(running && { units_censored: running.count }),
  };
}

function lastKeys({ rmse, mae, r2, nasaScore, nasaScoreMean }: RegressionReport): Metrics {
  return {
    RMSE_last_cycle: rmse,
    MAE_last_cycle: mae,
    R2_last_cycle: r2,
    nasa_score_last_cycle: nasaScore,
    nasa_score_last_cycle_mean: nasaScoreMean,
  };
}

function allKeys({ rmse, mae, r2, nasaScore }: RegressionReport): Metrics {
  return { RMSE_all_cycles: rmse, MAE_all_cycles: mae, R2_all_cycles: r2, nasa_score_all_cycles: nasaScore };
}

function suffixed(metrics: Metrics, suffix: string): Metrics {
  return Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name + suffix, value]));
}
