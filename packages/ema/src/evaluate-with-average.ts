import { type Bind, type Hooks, type NamedTensors, type NamedVariables, type Run, token } from '@amnl/core-loop';
import { swapIn } from './swap-in.js';

/** What {@link evaluateWithAverage} substitutes for the weights. */
export interface Average {
  /** The averaged variables, as used in training. */
  live(run: Run): NamedVariables;
  /** The average, by the same names. */
  values(run: Run): NamedTensors;
  /** Whether there is an average yet; completes it if necessary. */
  ready(run: Run): Promise<boolean>;
}

/** Evaluation and saving use the average, training never does, and the end of the run leaves it in the model. */
export function evaluateWithAverage({ live, values, ready }: Average): Pick<Hooks, 'evaluate' | 'fitEnd'> {
  return {
    async evaluate(run, next) {
      if (!(await ready(run))) return next();
      const restore = swapIn(live(run), values(run));
      try {
        return await next();
      } finally {
        restore();
      }
    },
    async fitEnd(run, reason) {
      // After an error the weights stay as training left them, for inspection.
      if (reason.by === 'error' || !(await ready(run))) return;
      const averages = values(run);
      for (const [name, variable] of Object.entries(live(run))) variable.assign(averages[name]!);
    },
  };
}

/** Bound by a plugin that evaluates with averaged weights: a run has one average, and two are an error (`CL_TOKEN_TWICE`). */
const AveragedWeights = token<string>('@amnl/ema/AveragedWeights');

/** Registers `plugin` as the one that averages. */
export const averagesWeights =
  (plugin: string) =>
  (bind: Bind): void =>
    bind(AveragedWeights, () => plugin);
