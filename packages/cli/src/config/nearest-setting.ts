import { nearest } from '@amnl/core-loop/nearest';
import { SETTING_NAMES, type SettingName, setting } from './setting-descriptions.js';

const ALIASES = new Map<string, SettingName>(
  SETTING_NAMES.flatMap((name) => (setting(name).aliases ?? []).map((alias) => [alias, name] as const)),
);

/** The setting that an unknown flag such as `--learning-rate` or `--lr` means; `exact` if it can mean no other. */
export function nearestSetting(flag: string): { readonly name: string; readonly exact: boolean } | undefined {
  const [text = ''] = flag.replace(/^-+/, '').split('=');
  const key = text.replace(/[-_](\w)/g, (_, letter: string) => letter.toUpperCase());
  const known = SETTING_NAMES.find((name) => name.toLowerCase() === key.toLowerCase());
  const meant = known ?? ALIASES.get(key);
  if (meant !== undefined) return { name: meant, exact: true };
  const name = key.length > 64 ? undefined : nearest(key, SETTING_NAMES);
  return name === undefined ? undefined : { name, exact: false };
}
