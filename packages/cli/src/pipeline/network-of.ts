import type { TrainableModel } from '@amnl/core-loop';
import type { FleetRules } from '@amnl/data-fleet';
import { ensemble } from '@amnl/model-rul';
import type { Config } from '../config/config.js';
import { checkNetwork, createModel, isHealthHead, type NetworkFactory, networkFacts } from './network.js';
import { withNoisyInputs } from './noisy-inputs.js';
import { rulAlone } from './rul-alone.js';

/**
 * The network of a run, and what frees it: nothing, where it was made by somebody else.
 * @param inputs names of the inputs of a row: the scaler's
 * @param labels where health states begin
 * @throws CLI_MODEL_INVALID
 */
export function networkOf(
  config: Config,
  inputs: readonly string[],
  { healthBorders }: Pick<FleetRules['labels'], 'healthBorders'>,
  given?: TrainableModel | NetworkFactory,
): { readonly model: TrainableModel; free(): void } {
  if (given === undefined) {
    const made = createModel(config, inputs.length);
    const model = config.loss === 'rul' ? rulAlone(made, healthBorders, isHealthHead) : made;
    return { model: withNoisyInputs(model, config.inputNoise), free: () => made.dispose() };
  }
  const facts = networkFacts(config, inputs);
  const model = typeof given === 'function' ? given(facts) : given;
  const free = () => typeof given === 'function' && model.dispose?.();
  try {
    checkNetwork(model, facts);
    const chosen = config.loss === 'rul' ? rulAlone(model, healthBorders) : model;
    return { model: withNoisyInputs(chosen, config.inputNoise), free };
  } catch (error) {
    free();
    throw error;
  }
}

/** The mean of networks; without a health head of their own, the state is read off the mean, and not a mean of states. */
export function averageOf(
  models: readonly TrainableModel[],
  { loss }: Config,
  { healthBorders }: Pick<FleetRules['labels'], 'healthBorders'>,
): TrainableModel {
  const average = ensemble(models);
  return loss === 'rul' ? rulAlone(average, healthBorders) : average;
}

/** The networks of an ensemble as one. @param members how many; otherwise as {@link networkOf} */
export function ensembleOf(members: number, ...of: Parameters<typeof networkOf>): ReturnType<typeof networkOf> {
  const made: ReturnType<typeof networkOf>[] = [];
  const free = () => {
    for (const one of made) one.free();
  };
  try {
    for (let i = 0; i < members; i++) made.push(networkOf(...of));
    const [config, , labels] = of;
    return {
      model: averageOf(
        made.map(({ model }) => model),
        config,
        labels,
      ),
      free,
    };
  } catch (error) {
    free();
    throw error;
  }
}
