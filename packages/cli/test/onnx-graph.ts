import { createHash } from 'node:crypto';

/**
 * The graph of an ONNX file, weights included, as sha256 of its bytes, field 7 of a `ModelProto`. What stands beside it
 * says where the network comes from, and differs.
 */
export function graphOf(model: Uint8Array): string {
  let at = 0;
  const number = () => {
    let value = 0;
    for (let weight = 1; ; weight *= 128) {
      const byte = model[at++]!;
      value += (byte & 127) * weight;
      if (byte < 128) return value;
    }
  };
  while (at < model.length) {
    const tag = number();
    const length = number(); // or, of a field that is a number, its value
    if (tag % 8 === 0) continue;
    if (tag % 8 !== 2) throw new Error(`field ${tag >> 3} is neither a number nor bytes`);
    if (tag >> 3 === 7) {
      return createHash('sha256')
        .update(model.subarray(at, at + length))
        .digest('hex');
    }
    at += length;
  }
  throw new Error('no graph');
}
