import type { Config } from '../config/config.js';
import { SIMULATED_IN_WORDS, selectionInWords } from '../config/selection.js';

/** What {@link runFacts} is made from. */
export interface RunFactsParts {
  readonly config: Config;
  /** Whether the units trained on, or those evaluated on, were simulated. */
  readonly simulated: boolean;
  readonly parameters: number;
}

/** What stands before the figures of a run wherever they are reported: `metrics.json` and `amnl evaluate --json`. */
export function runFacts({ config, simulated, parameters }: RunFactsParts) {
  return {
    dataset: config.dataset,
    simulated,
    ...(simulated && { warning: SIMULATED_IN_WORDS }),
    preset: config.preset,
    seed: config.seed,
    parameters,
    selection: config.selection,
    selection_rule: selectionInWords(config),
  };
}
