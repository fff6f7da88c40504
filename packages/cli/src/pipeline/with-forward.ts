import type { TrainableModel } from '@amnl/core-loop';

/**
 * A network with another forward function, and all else of it as it is.
 * @param isLeftOut parameters that are not among its own any more
 */
export function withForward(
  model: TrainableModel,
  forward: TrainableModel['forward'],
  isLeftOut: (parameter: string) => boolean = () => false,
): TrainableModel {
  const { penalty, constraints, inputs, layers, fingerprint } = model;
  return {
    get parameters() {
      return Object.fromEntries(Object.entries(model.parameters).filter(([name]) => !isLeftOut(name)));
    },
    get buffers() {
      return model.buffers ?? {};
    },
    forward,
    ...(penalty && { penalty: () => penalty.call(model) }),
    ...(constraints && { constraints }),
    ...(inputs && { inputs }),
    ...(layers && { layers }),
    ...(fingerprint && { fingerprint }),
    dispose: () => model.dispose?.(),
  };
}
