import type { NamedTensors, Run, StepContext } from '@amnl/core-loop';
import { equal, type Scalar, scalar, type Tensor } from '@tensorflow/tfjs-core';
import { EarlyState } from './early-state.js';
import { firstNotFinite, sums, sumsOfSquares } from './finite.js';
import { beginGroup, markMicro, markStep, marksOf } from './recorded-scalars.js';

/** What the first step found out about the run, as JSON: a resumed run does not repeat it. */
export interface Learnt {
  /** Run-owned variables created before gradients are checked. */
  readonly early: readonly string[] | null;
  /** Names of the reported losses, the total last. */
  readonly losses: readonly string[];
  /** Whether `loss-scale` handles the gradients. */
  readonly scaled: boolean;
  /** The checked tensors, in the order of their codes: `input/window`, `loss/rul_loss`; `gradient/conv1/kernel`. */
  readonly data: readonly string[];
  readonly gradients: readonly string[];
}

const REPORTED = 'report/sum/';

/** The part of the plugin that is inside the step: finds, marks, and keeps a bad step from leaving a trace. */
export class StepCheck {
  readonly #early = new EarlyState();
  #losses: readonly string[] = [];
  #scaled = false;
  #data: readonly string[] = [];
  #gradients: readonly string[] = [];

  get learnt(): Learnt {
    return {
      early: this.#early.names ?? null,
      losses: this.#losses,
      scaled: this.#scaled,
      data: this.#data,
      gradients: this.#gradients,
    };
  }

  set learnt({ early, losses, scaled, data, gradients }: Learnt) {
    this.#early.names = early ?? undefined;
    this.#losses = losses;
    this.#scaled = scaled;
    this.#data = data;
    this.#gradients = gradients;
  }

  /** Before the first step of an epoch. */
  begin(run: Run): void {
    this.#early.begin(run);
    beginGroup(run);
  }

  /** Before a step that trains other parameters. */
  renew(run: Run): void {
    this.#early.begin(run);
  }

  /** Before a step. */
  watch(run: Run): void {
    this.#early.watch(run);
  }

  /** In the step, after the loss of a micro-batch: inputs, targets, losses. */
  micro(run: Run, step: StepContext): void {
    if (this.#early.names === undefined) {
      this.#early.learn(run);
      this.#losses = lossesIn(this.#early.names ?? []);
      this.#scaled = 'loss-scale/scale' in run.snapshot().tensors;
    }
    const { inputs, targets } = step;
    const values = {
      ...prefixed('input/', sums(inputs)),
      ...prefixed('target/', sums(targets)),
      ...prefixed(
        'loss/',
        mapNames(this.#losses, (name) => step.variable(REPORTED + name, 0) as Tensor as Scalar),
      ),
    };
    this.#data = Object.keys(values);
    markMicro(step, firstNotFinite(Object.values(values)));
    this.#early.hold(step, equal(marksOf(step).group, 0) as Scalar);
  }

  /** In the step, at the end of a group: gradients. Later assignments are skipped if anything was bad. */
  update(run: Run, step: StepContext, gradients: NamedTensors): void {
    this.#early.learn(run); // state of `loss` hooks that run after this plugin
    const found: Readonly<Record<string, Scalar>> = this.#scaled ? {} : prefixed('gradient/', sumsOfSquares(gradients));
    // A parameter keeps its place, and so its code, even while it is frozen.
    this.#gradients = [...new Set([...this.#gradients, ...Object.keys(found)])];
    const values = mapNames(this.#gradients, (name) => found[name] ?? scalar(0));
    const bad = markStep(step, firstNotFinite(Object.values(values), this.#data.length + 1));
    const finite = equal(bad, 0) as Scalar;
    this.#early.keep(step, finite);
    step.skipUnless(finite);
    if (!this.#scaled) step.report('skipped_steps', bad, { reduce: 'sum', always: true });
  }
}

/**
 * Losses are reported before the `loss` hooks, as sums over the epoch: not finite as soon as one of them is not. The
 * total comes last.
 */
function lossesIn(names: readonly string[]): readonly string[] {
  const losses = names.filter((name) => name.startsWith(REPORTED)).map((name) => name.slice(REPORTED.length));
  return [...losses.filter((name) => name !== 'loss'), 'loss'];
}

function mapNames<T>(names: readonly string[], f: (name: string) => T): Readonly<Record<string, T>> {
  return Object.fromEntries(names.map((name) => [name, f(name)]));
}

function prefixed<T>(prefix: string, values: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value]));
}
