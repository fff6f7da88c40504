import type { Windows } from '@amnl/data-fleet';
import { type Explained, explainer } from './explainer.js';
import { reasonFacts, reasonObject } from './reason-json.js';
import { unitsThatMatter } from './units-that-matter.js';

/** The predictions of a run that are looked at. */
export interface Predicted {
  readonly windows: Windows;
  /** Of each window. */
  readonly rul: ArrayLike<number>;
  readonly rulCap: number;
  readonly simulated: boolean;
}

/**
 * The content of `reasons.json`: why the units that matter were predicted so, at their last rows.
 * @throws CLI_NOT_EXPLAINED, and what the engine throws for a network that it cannot compile
 */
export async function reasonsFile(explained: Explained, { windows, rul, rulCap, simulated }: Predicted) {
  const chosen = unitsThatMatter(windows, rul, rulCap);
  const reasons = await explainer(explained)(
    windows,
    chosen.map(({ index }) => index),
  );
  return {
    format: 'amnl-reasons' as const,
    version: 1 as const,
    ...reasonFacts(explained.scaler, simulated),
    units: chosen.map(({ among, trueRul = null }, i) => ({
      ...reasonObject(reasons[i]!),
      true_rul: trueRul,
      among,
    })),
  };
}
