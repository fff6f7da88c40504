import type { NamedVariables } from '../contract/tensors.js';
import { TrainError } from '../errors/errors.js';

/** Errors of steps that had begun to change variables. */
const torn = new WeakSet<object>();

/**
 * Runs a step that changes variables one after the other, as eager engines do. Where it fails halfway, weights and moments
 * no longer belong together: {@link isTorn} of its error tells.
 */
export function watchTorn<T>(variables: () => NamedVariables, step: () => T): T {
  const before = variables();
  const list = Object.values(before);
  const ids = list.map(({ dataId }) => dataId);
  try {
    return step();
  } catch (error) {
    // One that was made in this step counts as changed: nobody knows what it was made with.
    const changed = variables() !== before || list.some(({ dataId }, i) => dataId !== ids[i]);
    if (changed && error instanceof Object) torn.add(error);
    throw error;
  }
}

/** Whether the step that failed with this error had begun to change variables. */
export function isTorn(error: unknown): boolean {
  return error instanceof Object && torn.has(error);
}

/** @throws CL_STEP_TORN where a run is to go on from a step that failed halfway */
export function requireWhole(torn: boolean): void {
  if (!torn) return;
  throw new TrainError(
    'CL_STEP_TORN',
    'a step failed after it had begun to change weights or sums, so they no longer belong together. Restore a snapshot or a checkpoint first, or make a new trainer and model',
  );
}
