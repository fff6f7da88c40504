import type { Variable } from '@tensorflow/tfjs-core';
import type { NamedVariables } from '../contract/tensors.js';

const current = new WeakMap<NamedVariables, () => NamedVariables>();

/**
 * A record that is brought up to date whenever somebody lists it. A proxy rather than a getter: it outlives a copy of the object
 * it belongs to, `{ ...model, forward }`.
 * @param isStale a quick look whether it is time to
 */
export function liveRecord(
  record: Record<string, Variable>,
  refresh: () => void,
  isStale: () => boolean,
): NamedVariables {
  const live = new Proxy(record, {
    ownKeys(target) {
      refresh();
      return Reflect.ownKeys(target);
    },
  });
  current.set(live, () => {
    if (isStale()) refresh();
    return record;
  });
  return live;
}

/** The record behind a live one, after a quick look; any other as it is. For what happens at every step. */
export function plainRecord(record: NamedVariables): NamedVariables {
  return current.get(record)?.() ?? record;
}
