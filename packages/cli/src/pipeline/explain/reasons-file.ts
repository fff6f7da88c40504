import { TrainError } from '@amnl/core-loop';
import type { Windows } from '@amnl/data-fleet';
import type { RunReasons } from '../../schemas/reasons.js';
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

/** Points of a unit: a network that was hardly trained is so rough that many more would not add much, and a training waits for them. */
const MOST_POINTS = 512;

/** The content of `reasons.json`, and what prevented reasons of single units. */
export interface ReasonsFile {
  readonly content: RunReasons;
  readonly leftOut: readonly TrainError[];
}

/**
 * Why the units that matter were predicted so, at their last rows.
 * @throws CLI_NOT_EXPLAINED where that is so of all of them, and what the engine throws for a network that it cannot compile
 */
export async function reasonsFile(explained: Explained, predicted: Predicted): Promise<ReasonsFile> {
  const { windows, rul, rulCap, simulated } = predicted;
  const explain = explainer(explained, { mostPoints: MOST_POINTS });
  const units: RunReasons['units'] = [];
  const leftOut: TrainError[] = [];
  for (const { index, trueRul = null, among } of unitsThatMatter(windows, rul, rulCap)) {
    try {
      const [reason] = await explain(windows, [index]);
      units.push({ ...reasonObject(reason!), true_rul: trueRul, among: [...among] });
    } catch (error) {
      if (!(error instanceof TrainError) || error.code !== 'CLI_NOT_EXPLAINED') throw error;
      leftOut.push(error);
    }
  }
  if (units.length === 0 && leftOut[0] !== undefined) throw leftOut[0];
  const facts = reasonFacts(explained.scaler, simulated);
  return { content: { format: 'amnl-reasons', version: 1, ...facts, units }, leftOut };
}
