import type { ForwardContext, NamedVariables } from '@amnl/core-loop';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { RulModelOptions } from './options.js';

/** A network's weights by name, and how they are used. */
export interface Weights {
  readonly parameters: NamedVariables;
  readonly buffers: NamedVariables;
  readonly config: Required<RulModelOptions>;
  readonly context: ForwardContext;
}

/** A parameter by its name. */
export function parameter({ parameters }: Weights, name: string): Tensor {
  return parameters[name]!;
}
