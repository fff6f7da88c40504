import type { Value } from '../graph/graph.js';
import type { Call, Kernel } from '../kernels/kernel.js';

/** How a program is traced that predicts only. */
export interface Inference {
  /** Another way to do what `kernel` does, called `name`; undefined: as it does. */
  kernel(name: string, kernel: Kernel, call: Call): Value | readonly Value[] | undefined;
}
