import type { NamedVariables } from '../contract/tensors.js';
import { TrainError } from '../errors/errors.js';

/** Errors of steps that had begun to change variables. */
const torn = new WeakSet<object>();

/**
 * Runs a step that changes variables one after the other, as eager engines do. If it fails halfway, weights and moments
 * no longer belong together: check its error with {@link isTorn}.
 */
export function watchTorn<T>(variables: () => NamedVariables, step: () => T): T {
  const before = variables();
  const list = Object.values(before);
  const ids = list.map(({ dataId }) => dataId);
  try {
    return step();
  } catch (error) {
    // A variable created in this step counts as changed: its initial value is unknown.
    const changed = variables() !== before || list.some(({ dataId }, i) => dataId !== ids[i]);
    if (changed && error instanceof Object) torn.add(error);
    throw error;
  }
}

/** Whether the step that failed with this error had begun to change variables. */
export function isTorn(error: unknown): boolean {
  return error instanceof Object && torn.has(error);
}

/** @throws CL_STEP_TORN if a run would continue from a step that failed halfway */
export function requireWhole(torn: boolean): void {
  if (!torn) return;
  throw new TrainError(
    'CL_STEP_TORN',
    'a step failed after it had begun to change weights or sums, so they no longer belong together. Restore a snapshot or a checkpoint first, or make a new trainer and model',
  );
}
