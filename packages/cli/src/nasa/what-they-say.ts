import { FEATURE_NAMES, FEATURES, RUL_CAP } from '@amnl/data-cmapss';

/** Settings that NASA's data have if the user gives none: they stand in no title. */
export const NASA_SETTINGS = { rulCap: RUL_CAP, selection: 'test' } as const;

/** NASA's symbols of a network's inputs, e.g. `T24`; undefined for inputs that are not those of C-MAPSS. */
export function symbolsOf(inputs: readonly string[]): readonly string[] | undefined {
  return inputs.join() === FEATURE_NAMES.join() ? FEATURES.map(({ symbol }) => symbol) : undefined;
}
