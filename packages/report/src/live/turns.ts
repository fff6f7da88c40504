import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Lets callers go on in small groups, a turn of the event loop between two groups, so that a crowd does not hold up the
 * training that shares the loop.
 */
export function turns(groupSize: number): () => Promise<void> {
  let group: Promise<void> = Promise.resolve();
  let taken = groupSize;
  return () => {
    if (taken === groupSize) {
      group = group.then(() => nextTurn());
      taken = 0;
    }
    taken++;
    return group;
  };
}
