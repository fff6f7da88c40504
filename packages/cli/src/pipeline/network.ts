import type { TrainableModel } from '@amnl/core-loop';
import { HEALTH_STATES } from '@amnl/data-fleet';
import { createRulModel, type RulModel } from '@amnl/model-rul';
import { tidy, zeros } from '@tensorflow/tfjs-core';
import type { Config } from '../config/config.js';
import { cliError } from '../terminal/errors.js';
import { shortText } from '../terminal/plain-value.js';

/** What a network has to fit. */
export interface NetworkFacts {
  /** Names of the inputs of a row, in their order: those of the scaler. */
  readonly inputs: readonly string[];
  /** Their number: the last size of the network's input `window`, `[batch, window, features]`. */
  readonly features: number;
  /** Rows of a window. */
  readonly window: number;
  /** Cap of the target `rul`, in the unit of time of the data: a scale for that output. */
  readonly rulCap: number;
  /** Seed of its first weights. */
  readonly seed: number;
}

/**
 * A network of one's own. Its `forward({ window })` gives `rul` `[batch]`, in the unit of time of the data, and `health`
 * `[batch, 3]`, logits (healthy, degrading, critical); other outputs are for a loss of one's own. It is freed by its `dispose`.
 */
export type NetworkFactory = (facts: NetworkFacts) => TrainableModel;

/** What a network of this configuration has to fit. @param inputs names of the inputs of a row: the scaler's */
export function networkFacts({ window, rulCap, seed }: Config, inputs: readonly string[]): NetworkFacts {
  return { inputs, features: inputs.length, window, rulCap, seed };
}

/**
 * The dual-task network of a configuration, with fresh weights.
 * @param features inputs per row: the scaler's
 */
export function createModel(config: Config, features: number): RulModel {
  const { hidden, channels, pool, heads, funnel, dropout, convDropout, attentionDropout, window, rulCap, seed } =
    config;
  return createRulModel({
    ...(config.network && { network: config.network }),
    hidden,
    channels,
    pool,
    heads,
    funnel,
    dropout,
    convDropout,
    attentionDropout,
    window,
    seed,
    features,
    rulScale: rulCap,
  });
}

/** Whether a parameter of {@link createModel} is of the health state alone. */
export function isHealthHead(parameter: string): boolean {
  return parameter.startsWith('health/');
}

/** Number of trainable parameters. */
export function parameterCount({ parameters }: TrainableModel): number {
  return Object.values(parameters).reduce((sum, { size }) => sum + size, 0);
}

/**
 * Tries a network of somebody's on windows of zeros: what its outputs lack is said before anything is trained.
 * @throws CLI_MODEL_INVALID
 */
export function checkNetwork(model: TrainableModel, { window, features }: NetworkFacts): void {
  const batch = 2;
  const random = { uniform: noRandom, normal: noRandom, dropoutMask: noRandom };
  const problem = tidy(() => {
    const outputs = model.forward({ window: zeros([batch, window, features]) }, { training: false, random });
    const wanted = { rul: [batch], health: [batch, HEALTH_STATES.length] };
    for (const [name, shape] of Object.entries(wanted)) {
      const found = outputs?.[name]?.shape;
      if (String(found) === String(shape)) continue;
      const names = Object.keys(outputs ?? {}).map(shortText);
      const is = found === undefined ? `is missing (outputs: ${names.join(', ') || 'none'})` : `is [${found}]`;
      return `for ${batch} windows its output '${name}' ${is}. Return ${name} of shape [${shape}]`;
    }
    return undefined;
  });
  if (problem !== undefined) throw cliError('CLI_MODEL_INVALID', `the network cannot be used: ${problem}`);
}

function noRandom(): never {
  throw cliError(
    'CLI_MODEL_INVALID',
    'the network draws random numbers where it does not train. Draw them if context.training',
  );
}
