import { plainText } from '@amnl/core-loop/plain-text';
import { readText } from '../files/read-text.js';
import { cliError } from '../terminal/errors.js';
import { shortText } from '../terminal/plain-value.js';
import { reasonOf } from '../terminal/system-reason.js';
import type { ConfigSource } from './resolve-config.js';
import { flagName, SETTING_NAMES } from './setting-descriptions.js';

/**
 * The settings in a JSON file; throws `CLI_CONFIG_FILE`. A run's `config.json`, or the `folds.json` of several, may be given: its `config` part is
 * used, and the whole is `record`.
 */
export async function configFile(path: string): Promise<ConfigSource & { readonly record?: unknown }> {
  const text = await readText(path).catch((error: unknown) => {
    throw cliError('CLI_CONFIG_FILE', `cannot read ${path}: ${reasonOf(error)}. Give a JSON file`, error);
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw cliError(
      'CLI_CONFIG_FILE',
      `${path} is not JSON (${plainText((error as Error).message, 200)}). Give a JSON object of settings`,
      error,
    );
  }
  if (!isObject(json))
    throw cliError('CLI_CONFIG_FILE', `${path} does not contain a JSON object. Give a JSON object of settings`);
  const isRecord = json['format'] === 'amnl-run' || json['format'] === 'amnl-folds';
  if (!isRecord || !isObject(json['config'])) return { from: path, values: json };
  return { from: path, values: json['config'], record: json };
}

/** The settings of repeated `--set key=value`; throws `CLI_CONFIG_INVALID` without the `=`. */
export function setSource(pairs: readonly string[]): ConfigSource {
  const values: [string, string][] = [];
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals < 1)
      throw cliError('CLI_CONFIG_INVALID', `--set '${shortText(pair)}' is not key=value. Write e.g. --set epochs=5`);
    values.push([pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()]);
  }
  // `fromEntries` makes own properties of any name; assigning to `__proto__` would be lost without a word.
  return { from: '--set', values: Object.fromEntries(values) };
}

/** The settings among the flags of a command. */
export function flagSources(flags: Readonly<Record<string, unknown>>): ConfigSource[] {
  return SETTING_NAMES.filter((name) => flags[name] !== undefined).map((name) => ({
    from: flagName(name),
    values: { [name]: flags[name] },
  }));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
