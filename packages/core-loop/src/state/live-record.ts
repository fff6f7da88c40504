import type { Variable } from '@tensorflow/tfjs-core';
import type { NamedVariables } from '../contract/tensors.js';

const current = new WeakMap<NamedVariables, () => NamedVariables>();

/**
 * A record that is updated whenever it is listed. A proxy rather than a getter: it outlives a copy of the object
 * it belongs to, `{ ...model, forward }`.
 * @param isStale a quick check whether an update is needed
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

/** The record behind a live one, after a quick check; any other as it is. For use at every step. */
export function plainRecord(record: NamedVariables): NamedVariables {
  return current.get(record)?.() ?? record;
}
