import type { RunData } from '../../run-data.js';

/**
 * Works out each value once for a run and a name. Chart, key, sentence and description ask for the same curves, and a run of
 * hundreds of epochs has thousands of points; a run never changes, what changes is which run is shown.
 */
export function memoize<T>(make: (run: RunData, name: string) => T): (run: RunData, name: string) => T {
  const known = new WeakMap<RunData, Map<string, T>>();
  return (run, name) => {
    const values = known.get(run) ?? new Map<string, T>();
    known.set(run, values);
    if (!values.has(name)) values.set(name, make(run, name));
    return values.get(name)!;
  };
}
