import { requireOption } from '@amnl/core-loop';
import type { LabelRules } from './labels.js';

/** Throws `CL_OPTION_INVALID` for a cap or health borders that cannot be. */
export function checkLabelRules({ rulCap, healthBorders }: LabelRules): void {
  requireOption(
    'data-fleet',
    typeof rulCap === 'number' && rulCap > 0,
    'rulCap',
    'a length of time > 0, or Infinity',
    rulCap,
  );
  const { degrading, critical } = healthBorders ?? {};
  const ascend = Number.isFinite(critical) && Number.isFinite(degrading) && critical >= 0 && degrading > critical;
  requireOption('data-fleet', ascend, 'healthBorders', 'lengths of time with 0 ≤ critical < degrading', healthBorders);
}
