import { type DataId, engine } from '@tensorflow/tfjs-core';
import { at, callSite, engineError, placeHere } from '../errors/errors.js';
import type { Graph } from '../graph/graph.js';
import type { OnnxBackend } from './backend.js';

/**
 * Runs `body`, which traces `graph`, and looks for tensors that outlive it: kept with `tf.keep`, as layers with states do. The
 * program runs without the JavaScript that holds such a tensor, so that it would never get a new value, nor any at all.
 * @throws EO_TENSOR_ESCAPED
 */
export function refuseEscaped<T>(backend: OnnxBackend, graph: Graph, body: () => T): T {
  const owner = engine();
  const places = new WeakMap<DataId, Error>();
  const { keep } = owner;
  owner.keep = (tensor) => {
    // Within a kernel it is the gradient's tape that keeps tensors, and it frees them.
    if (owner.state.kernelDepth === 0) places.set(tensor.dataId, placeHere());
    return keep.call(owner, tensor) as typeof tensor;
  };
  let made: T;
  try {
    made = body();
  } finally {
    owner.keep = keep;
  }
  for (const [id, { node, shape }] of backend.symbolsOf(graph)) {
    const what = node === undefined ? 'an input' : `the result of '${node.op}'`;
    throw engineError(
      'EO_TENSOR_ESCAPED',
      `a compiled function kept a tensor, ${what} of shape [${shape}]${at(callSite(places.get(id)?.stack ?? ''))}. It would have no numbers, and no new value at the next run. Use a variable made outside for what lasts from run to run (fromLayersModel does so for stateful layers), and return what is to be read (in a hook: report it)`,
    );
  }
  return made;
}
