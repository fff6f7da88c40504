import { requireOption } from '@amnl/core-loop';
import type { SteadyOptions } from './steady.js';

/** @throws CL_OPTION_INVALID */
export function checkSteadyOptions(by: string, options: SteadyOptions): void {
  const { batchesPerEpoch, varyingShapes = false, varyingLength = false } = options;
  requireOption(
    by,
    batchesPerEpoch === undefined || (Number.isSafeInteger(batchesPerEpoch) && batchesPerEpoch > 0),
    'batchesPerEpoch',
    'a positive integer',
    batchesPerEpoch,
  );
  for (const [name, flag] of Object.entries({ varyingShapes, varyingLength })) {
    requireOption(by, typeof flag === 'boolean', name, 'true or false', flag);
  }
}
