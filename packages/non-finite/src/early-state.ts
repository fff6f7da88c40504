import type { NamedVariables, Run, StepContext } from '@amnl/core-loop';
import { type Scalar, scalar, where } from '@tensorflow/tfjs-core';
import { PREFIX } from './recorded-scalars.js';

/** Copies from after the last good step start with this. */
const GOOD = `${PREFIX}good/`;
/** Created in the meantime, but not restored: the group's gradients, and what loss scaling handles itself. */
const OTHERS = /^(accumulate|group|loss-scale|non-finite)\/|^report\/\w+\/(loss_scale|skipped_steps)$/;

/**
 * State that forward and loss assign before anybody can know whether the step is finite: batch-norm statistics, running means
 * of losses, sums of reported numbers. A copy of each is kept from after the last good step, and restored on a bad one.
 */
export class EarlyState {
  /** Names of run-owned variables that are made before the check of gradients; undefined until the first step ran. */
  names: readonly string[] | undefined;
  /** What existed before the first step; undefined after it. */
  #before: ReadonlySet<string> | undefined;

  /** Before a step. What appears from here on was created by forward, loss or hooks. */
  watch(run: Run): void {
    this.#before = this.names === undefined ? new Set(Object.keys(run.snapshot().tensors)) : undefined;
  }

  /** In the first step: records what has been created by now. */
  learn(run: Run): void {
    const before = this.#before;
    if (before === undefined) return;
    this.names = Object.keys(run.snapshot().tensors).filter((name) => !before.has(name) && !OTHERS.test(name));
  }

  /** Before an epoch's first step, when all is good: takes new copies (statistics may have been swapped, sums reset). */
  begin(run: Run): void {
    for (const [name, variable] of Object.entries(this.#variables(run, run.model.buffers ?? {}))) {
      run.variable(GOOD + name, () => variable.clone()).assign(variable);
    }
  }

  /** In the step: restores everything if `finite` is false. */
  hold(step: StepContext, finite: Scalar): void {
    this.#each(step, finite);
  }

  /** In the step: the same, and the result becomes the new copy. */
  keep(step: StepContext, finite: Scalar): void {
    this.#each(step, finite, true);
  }

  #each(step: StepContext, finite: Scalar, copy = false): void {
    for (const [name, variable] of Object.entries(this.#variables(step, step.buffers))) {
      // 0 if the very first step is bad: sums and running means start from there.
      const good = step.variable(GOOD + name, 0, variable.shape);
      const value = where(finite, variable, good);
      step.assign(variable, value, { always: true });
      if (copy) step.assign(good, value, { always: true });
    }
  }

  #variables(owner: Pick<StepContext, 'variable'>, buffers: NamedVariables): NamedVariables {
    const found: Record<string, NamedVariables[string]> = {};
    for (const [name, buffer] of Object.entries(buffers)) found[`model/${name}`] = buffer;
    for (const name of this.names ?? []) found[name] = owner.variable(name, () => scalar(0));
    return found;
  }
}
