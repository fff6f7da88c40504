import { at, callSite, engineError } from '../errors/errors.js';
import type { Node } from '../graph/graph.js';

/** Says which operation cannot be written for batches of any size, of which layer and where. */
export function batchError(node: Node | undefined, why: string): Error {
  const { kernel, layer, place } = node?.origin ?? {};
  const what = kernel === undefined ? `an operation ('${node?.op ?? 'a constant'}')` : `the operation '${kernel}'`;
  const inside = layer ? ` of layer '${layer}'` : '';
  const where = place === undefined ? '' : at(callSite(place.stack));
  return engineError(
    'EO_EXPORT_BATCH',
    `${what}${inside}${where} ${why}. An exported model takes batches of any size: treat every sample separately, take sizes from tensors (-1 in a shape), and sum over the batch outside the model`,
  );
}
