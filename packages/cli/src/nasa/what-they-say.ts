import { FEATURE_NAMES, FEATURES, HEALTH_BORDERS, RUL_CAP } from '@amnl/data-cmapss';

/** Settings that NASA's data have if the user gives none: they stand in no title. */
export const NASA_SETTINGS = { rulCap: RUL_CAP, age: true } as const;

/** What runs of earlier releases do not say of their data, which were always NASA's. */
export const NASA_FACTS = { noun: 'engine', timeUnit: 'cycles', healthBorders: HEALTH_BORDERS } as const;

/** NASA's symbols of a network's inputs, e.g. `T24`; undefined for inputs that are not those of C-MAPSS. */
export function symbolsOf(inputs: readonly string[]): readonly string[] | undefined {
  return inputs.join() === FEATURE_NAMES.join() ? FEATURES.map(({ symbol }) => symbol) : undefined;
}
