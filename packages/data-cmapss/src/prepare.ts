import { knownOptions } from '@amnl/core-loop';
import { PREPARE_OPTIONS, type PreparedData, type PrepareOptions, prepareFleet } from '@amnl/data-fleet';
import type { CmapssData } from './fleet.js';
import { cmapssRules } from './rules.js';

/** Options of {@link prepareCmapss}. */
export interface PrepareCmapssOptions extends PrepareOptions {
  /** Cap of the target `rul`, in cycles. Default 125. */
  readonly rulCap?: number;
}

/**
 * From NASA's units to sources, with the published inputs, operating conditions, cap and health states: `prepareFleet` with
 * `cmapssRules`. The best epoch is selected on the test units by default, the benchmark's convention, which is optimistic.
 */
export function prepareCmapss(data: CmapssData, options: PrepareCmapssOptions = {}): PreparedData {
  knownOptions('prepareCmapss', options, [...PREPARE_OPTIONS, 'rulCap']);
  const { rulCap, ...rest } = options;
  return prepareFleet(data, cmapssRules(data.subset, rulCap), rest);
}
