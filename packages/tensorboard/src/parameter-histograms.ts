import type { NamedTensors, NamedVariables, Run, StepContext } from '@amnl/core-loop';
import type { EventWriter } from './event-writer.js';
import type { HistogramOptions } from './options.js';

/** Run-owned variables with the gradients of the last step start with this. */
const PREFIX = 'tensorboard/gradients/';

/** Creates the variables of {@link keepGradients}, before the step that assigns them is compiled. */
export function prepareGradients(run: Run): NamedVariables {
  const { parameters } = run.model;
  return mapEntries(parameters, (name, { shape }) => run.variable(PREFIX + name, 0, shape));
}

/**
 * The `gradients` hook: copies them to variables, since nothing may be read back inside the step. Those of a skipped
 * step are not kept.
 */
export function keepGradients(step: StepContext, gradients: NamedTensors): NamedTensors {
  for (const [name, gradient] of Object.entries(gradients)) {
    step.assign(step.variable(PREFIX + name, 0, gradient.shape), gradient);
  }
  return gradients;
}

/** After an epoch: downloads the requested values and writes their histograms. */
export async function writeHistograms(run: Run, log: EventWriter, options: Required<HistogramOptions>): Promise<void> {
  const { weights, gradients, everyEpochs, buckets } = options;
  if ((run.progress.epoch + 1) % everyEpochs !== 0) return;
  const groups = {
    ...(weights && { weights: run.model.parameters }),
    ...(gradients && { gradients: prepareGradients(run) }),
  };
  for (const [group, variables] of Object.entries(groups)) {
    for (const [name, variable] of Object.entries(variables)) {
      log.histogram(`${group}/${name}`, await variable.data(), run.progress.step, buckets);
    }
  }
}

function mapEntries<A, B>(record: Readonly<Record<string, A>>, f: (key: string, value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, f(key, value)]));
}
