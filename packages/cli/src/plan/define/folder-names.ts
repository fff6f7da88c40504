import { isDeepStrictEqual } from 'node:util';
import { type AskedConfig, CONFIG_KEYS, type Config } from '../../config/config.js';

/** Longer names are hard to read, and with the files in it a path may become too long. */
const LONGEST = 100;

/** The settings that differ between the runs of a plan, in the order in which people look: the data first, fold and seed last. */
export function varyingSettings(configs: readonly AskedConfig[]): readonly (keyof Config)[] {
  const keys = CONFIG_KEYS.filter((key) => configs.some((config) => !isDeepStrictEqual(config[key], configs[0]![key])));
  const last = ['fold', 'seed'] as const;
  return [
    ...keys.filter((key) => !(last as readonly string[]).includes(key)),
    ...last.filter((key) => keys.includes(key)),
  ];
}

/** Names of run folders by what differs, e.g. `window50-seed1`; numbers where these would be long, or have other letters. */
export function folderNames(configs: readonly AskedConfig[]): string[] {
  const keys = varyingSettings(configs);
  const names = configs.map((config) => keys.map((key) => partOf(key, config[key])).join('-'));
  const fit = names.every((name) => name.length <= LONGEST && /^\w[\w.+=-]*$/.test(name));
  if (fit && new Set(names).size === names.length) return names;
  const digits = String(configs.length - 1).length;
  return configs.map((_, index) => `run-${String(index).padStart(digits, '0')}`);
}

function partOf(key: keyof Config, value: unknown): string {
  if (key === 'dataset') return String(value);
  return `${key}${Array.isArray(value) ? value.join('-') : String(value)}`;
}
