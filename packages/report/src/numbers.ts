import type { Numbers } from './run-data.js';

/** The numbers of an object by name; `null` for one that is not finite, as in JSON. Everything else is left out. */
export function finiteNumbers(values: Readonly<Record<string, unknown>>): Numbers {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      if (value === null) return [[name, null] as const];
      return typeof value === 'number' ? [[name, Number.isFinite(value) ? value : null] as const] : [];
    }),
  );
}
