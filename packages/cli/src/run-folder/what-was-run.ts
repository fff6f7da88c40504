import type { Config } from '../config/config.js';
import { healthNote } from '../config/health.js';
import { SIMULATED_IN_WORDS } from '../config/selection.js';

/** What {@link whatWasRun} is made from. */
export interface WhatWasRunParts {
  readonly config: Config;
  /** Whether the units trained on, or those evaluated on, were simulated. */
  readonly simulated: boolean;
  readonly parameters: number;
  /** See `selectionInWords`. */
  readonly selectionRule: string;
}

/** What stands before the figures of a run wherever they are reported: `metrics.json` and `amnl evaluate --json`. */
export function whatWasRun({ config, simulated, parameters, selectionRule }: WhatWasRunParts) {
  const note = healthNote(config);
  return {
    dataset: config.dataset,
    simulated,
    ...(simulated && { warning: SIMULATED_IN_WORDS }),
    ...(note !== undefined && { health_note: note }),
    preset: config.preset,
    seed: config.seed,
    parameters,
    selection: config.selection,
    selection_rule: selectionRule,
  };
}
