import { isPromise, type LayersModelLike, type TrainableModel, whatIs } from '@amnl/core-loop';
import { Tensor } from '@tensorflow/tfjs-core';

/** What can be exported: a model of `@amnl/core-loop`, or one of `tf.layers`. */
export type ExportableModel = TrainableModel | LayersModelLike;

export function isLayersModel(model: unknown): model is LayersModelLike {
  const { layers, apply } = (model ?? {}) as { layers?: unknown; apply?: unknown };
  return Array.isArray(layers) && typeof apply === 'function';
}

/** Why a model cannot be used, and what to do; undefined if it can. */
export function faultOfModel(model: unknown): string | undefined {
  if (isLayersModel(model)) {
    // `Container` keeps it private, and has no other sign of it.
    if ((model as { _refCount?: number })._refCount === 0) return 'the model is disposed. Give it before its dispose()';
    const isBuilt = [model.inputs, model.outputs].every((ends) => ends?.length > 0);
    return isBuilt ? undefined : 'the tf.LayersModel is not built. Add layers, the first of them with an inputShape';
  }
  const { parameters, buffers, forward } = (model ?? {}) as Partial<TrainableModel>;
  if (typeof parameters !== 'object' || parameters === null || typeof forward !== 'function') {
    const advice = 'Give a tf.LayersModel, or an object with `parameters` and `forward`';
    return `the model is ${whatIs(model)}. ${advice}${isPromise(model) ? '; await it first' : ''}`;
  }
  const gone = Object.entries({ ...parameters, ...buffers }).find(([, { isDisposed }]) => isDisposed);
  return gone && `the model is disposed: its variable '${gone[0]}' is. Give it before its dispose()`;
}

/** Why the result of a forward pass is not valid outputs, and what to do; undefined if it is. */
export function faultOfOutputs(made: unknown): string | undefined {
  const advice = "Return an object with a tensor for each output, e.g. { y }, from a `forward` that isn't async";
  if (isPromise(made)) made.then(undefined, () => {}); // what it fails with later follows from this error
  if (typeof made !== 'object' || made === null || isPromise(made) || made instanceof Tensor) {
    return `the model's \`forward\` returned ${whatIs(made)}. ${advice}`;
  }
  const entries = Object.entries(made);
  if (entries.length === 0) return `the model has no outputs. ${advice}`;
  const wrong = entries.find(([, value]) => !(value instanceof Tensor));
  return wrong && `the model's output '${wrong[0]}' is ${whatIs(wrong[1])}. ${advice}`;
}
