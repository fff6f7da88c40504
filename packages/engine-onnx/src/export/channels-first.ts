import type { Builder } from '../graph/builder.js';
import type { Attributes, Value } from '../graph/graph.js';

/**
 * An operator of ONNX, for which channels are axis 1, on a tensor that has them last.
 * @param inputs the tensor, and weights as ONNX has them
 * @param shape of the result, channels last
 */
export function channelsFirst(
  b: Builder,
  op: string,
  [x, ...weights]: readonly [Value, ...Value[]],
  shape: readonly number[],
  attributes: Attributes,
): Value {
  const places = x.shape.slice(2).map((_, i) => i + 1);
  const toFirst = [0, places.length + 1, ...places];
  const turned = toFirst.map((axis) => shape[axis]!);
  const made = b.op(op, [b.transpose(x, toFirst), ...weights], turned, attributes);
  return b.transpose(made, [0, ...places.map((place) => place + 1), 1]);
}
