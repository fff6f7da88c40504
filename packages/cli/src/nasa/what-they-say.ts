import { FEATURE_NAMES, FEATURES, HEALTH_BORDERS, RUL_CAP, SETTING_NAMES } from '@amnl/data-cmapss';
import { AGE } from '@amnl/data-fleet';

/** Settings that NASA's data have if the user gives none: they stand in no title. */
export const NASA_SETTINGS = { rulCap: RUL_CAP, age: true } as const;

/** The inputs where settings are none. */
const SENSORS = FEATURE_NAMES.filter((name) => !(SETTING_NAMES as readonly string[]).includes(name));

/** What runs of earlier releases do not say of their data, which were always NASA's. */
export const NASA_FACTS = { noun: 'engine', timeUnit: 'cycles', healthBorders: HEALTH_BORDERS } as const;

/**
 * NASA's symbols of a network's inputs, e.g. `T24`; undefined for inputs that are not those of C-MAPSS: all of them or the sensors alone,
 * with or without the age, which has none and keeps its name.
 */
export function symbolsOf(inputs: readonly string[]): readonly string[] | undefined {
  const own = inputs.filter((name) => name !== AGE).join();
  if (own !== FEATURE_NAMES.join() && own !== SENSORS.join()) return undefined;
  return inputs.map((name) => FEATURES.find((feature) => feature.name === name)?.symbol ?? name);
}
