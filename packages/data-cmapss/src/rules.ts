import type { FleetRules } from '@amnl/data-fleet';
import { FEATURE_NAMES } from './features.js';
import { SUBSETS, type Subset } from './subsets.js';

/** RUL above which labels are constant: the paper's piece-wise linear target, in cycles. */
export const RUL_CAP = 125;

/**
 * healthy: RUL > 50 cycles; degrading: 15 < RUL ≤ 50; critical: RUL ≤ 15. Source: the AMNL training loop's
 * `rul_to_health_state`.
 */
export const HEALTH_BORDERS = { degrading: 50, critical: 15 } as const;

/** What goes with a subset: the published inputs, operating conditions, cap and health states. */
export function cmapssRules(subset: Subset): Required<FleetRules> {
  const { conditions, testRul } = SUBSETS[subset];
  return {
    labels: { rulCap: RUL_CAP, healthBorders: HEALTH_BORDERS },
    scaling: {
      inputs: FEATURE_NAMES,
      conditions,
      // The settings jitter by less within a condition; the quietest sensor among the inputs has σ = 0.037.
      minStd: 0.01,
    },
    // Uniform is close: FD001's values have mean 75.5 and deviation 41.6, uniform on 7–145 has 76 and 39.8.
    cut: { remaining: testRul },
    // Engines are new in their first cycle, with wear that no two have alike.
    sinceNew: true,
  };
}
