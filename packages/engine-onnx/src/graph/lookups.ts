import { at, callSite, engineError } from '../errors/errors.js';
import type { Node } from './graph.js';

/** An operation that looks numbers up by index. */
export interface Lookup {
  /** Its name in TensorFlow.js. */
  readonly operation: string;
  /** What the indices point into. */
  readonly shape: readonly number[];
  /** The axes that they point along. */
  readonly axes: readonly number[];
  /** Where it was called. */
  readonly place: Error;
}

const lookups = new WeakMap<Node, Lookup>();

/** Remembers that ONNX Runtime refuses this node when an index is outside. */
export function markLookup(node: Node, lookup: Lookup): void {
  if (!lookups.has(node)) lookups.set(node, lookup);
}

/** The lookups among nodes, by the names that ONNX Runtime knows the nodes by. */
export function lookupsOf(nodes: readonly Node[]): ReadonlyMap<string, Lookup> {
  return new Map(
    nodes.flatMap((node) => {
      const lookup = lookups.get(node);
      return lookup === undefined ? [] : [[node.outputs[0]!.name, lookup]];
    }),
  );
}

/** The error behind a message of ONNX Runtime, if it is about an index. */
export function indexError(message: string, known: ReadonlyMap<string, Lookup>): Error | undefined {
  const lookup = known.get(/Name:'([^']*)'/.exec(message)?.[1] ?? '');
  const index = /\b(?:idx|index) ?= ?(-?\d+)/.exec(message)?.[1];
  if (lookup === undefined || index === undefined) return undefined;
  // Negative ones were made 2³² larger, so that they are outside.
  return outside(lookup, Number(index) >= 2 ** 31 ? Number(index) - 2 ** 32 : Number(index));
}

/** Says which index is outside of what. */
export function outside({ operation, shape, axes, place }: Lookup, index: number): Error {
  const sizes = axes.map((axis) => shape[axis]!);
  const where =
    axes.length === 1
      ? `axis ${axes[0]} of a tensor of shape [${shape}], which has ${sizes[0]} elements there. Give indices from 0 to ${sizes[0]! - 1}`
      : `axes ${axes.join(', ')} of a tensor of shape [${shape}]. Give indices from 0 to below ${sizes.join(', ')}`;
  return engineError(
    'EO_INDEX_INVALID',
    `${operation}${at(callSite(place.stack))} was given the index ${index} for ${where}; a negative one does not mean the end`,
  );
}
