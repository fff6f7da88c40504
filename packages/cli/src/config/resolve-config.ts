import { resolve } from 'node:path';
import { z } from 'zod';
import { isTableFile } from '../files/is-table-file.js';
import { DATASETS } from '../nasa/datasets.js';
import { cliError } from '../terminal/errors.js';
import { expectedOneOf, nearestWords } from '../terminal/nearest-words.js';
import { plainValue, shortText } from '../terminal/plain-value.js';
import { type AskedConfig, askedSchema, CONFIG_KEYS, type Config, configSchema, WHERE_DATA_ARE } from './config.js';
import { DEFAULT_PRESET, PRESET_NAMES } from './config-values.js';
import { PRESETS } from './presets.js';
import { valuesInWords } from './values-in-words.js';

/** Settings from one place, in the order in which later ones win. */
export interface ConfigSource {
  /** How a message names it, e.g. `--set` or a file. */
  readonly from: string;
  /** Raw values; text from the command line is read by the type of its key. */
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * A complete configuration: the preset that the sources choose (else {@link DEFAULT_PRESET}), overridden by each source in turn.
 * @param dataFrom code that brings the data, if there is some
 * @throws CLI_PRESET_UNKNOWN, CLI_CONFIG_INVALID with the key, where it came from, what was found and what is valid
 */
export function resolveConfig(sources: readonly ConfigSource[], dataFrom?: string): AskedConfig {
  const origin = new Map<string, string>();
  const merged: Record<string, unknown> = {};
  for (const { from, values } of sources) {
    for (const [key, value] of Object.entries(values)) {
      if (value === undefined) continue;
      requireKnown(key, from);
      merged[key] = absolute(key, typeof value === 'string' ? readText(key as keyof Config, value) : value);
      origin.set(key, from);
    }
  }
  const preset = presetOf(merged['preset'] ?? DEFAULT_PRESET, origin.get('preset'));
  const parsed = askedSchema.safeParse({ ...PRESETS[preset], ...merged, preset });
  if (parsed.success) return checkTogether(parsed.data, origin, dataFrom);
  const key = String(parsed.error.issues[0]!.path[0]) as keyof Config;
  throw invalid(key, origin.get(key), merged[key], expected(key, merged[key]));
}

/** A preset's configuration with changes: what `amnl train --preset NAME --set …` resolves to. */
export function presetConfig(preset: Config['preset'], changes: Partial<Config> = {}): AskedConfig {
  return resolveConfig([{ from: 'presetConfig', values: { preset, ...changes } }]);
}

function presetOf(name: unknown, from = 'the default'): Config['preset'] {
  if (PRESET_NAMES.includes(name as Config['preset'])) return name as Config['preset'];
  const shown = typeof name === 'string' ? shortText(name) : plainValue(name);
  throw cliError(
    'CLI_PRESET_UNKNOWN',
    `unknown preset '${shown}' (from ${from}): ${expectedOneOf(shown, PRESET_NAMES)}`,
  );
}

function requireKnown(key: string, from: string): void {
  if ((CONFIG_KEYS as readonly string[]).includes(key)) return;
  throw cliError(
    'CLI_CONFIG_INVALID',
    `unknown setting '${shortText(key)}' (from ${from}). ${nearestWords(key, CONFIG_KEYS)}`,
  );
}

/** Text keys and choices stay text; `true`, numbers and `[1,2]` or `1,2` are read as such. */
function readText(key: keyof Config, text: string): unknown {
  const inner = typeOf(key);
  if (inner instanceof z.ZodString || inner instanceof z.ZodEnum) return text;
  if (key === 'data' && !text.trim().startsWith('[')) return text.split(',');
  const list = inner instanceof z.ZodArray && !text.trim().startsWith('[') ? `[${text}]` : text;
  try {
    return JSON.parse(list) as unknown;
  } catch {
    return text;
  }
}

function typeOf(key: keyof Config) {
  const type = configSchema.shape[key];
  return type instanceof z.ZodOptional ? type.unwrap() : type;
}

/** Paths become absolute, so that the configuration in a run folder works from anywhere. */
function absolute(key: string, value: unknown): unknown {
  const path = (value: unknown) => (typeof value === 'string' && value !== '' ? resolve(value) : value);
  if (key === 'dataDir') return path(value);
  if (key === 'failed' && typeof value === 'string' && isTableFile(value)) return path(value);
  return key === 'data' && Array.isArray(value) ? value.map(path) : value;
}

/** What one key's range cannot say. Throws `CLI_CONFIG_INVALID` about the one that was given, where the other is the preset's. */
export function checkTogether<T extends AskedConfig>(
  config: T,
  origin: ReadonlyMap<string, string>,
  dataFrom?: string,
): T {
  const { hidden, heads, pool, window, evaluateAllEveryEpoch, holdoutCuts, minLearningRate, learningRate } = config;
  /** About the second setting where it was given and the first is the preset's, else about the first. */
  const unfit = (key: keyof Config, expects: string, other: keyof Config, otherExpects: string) => {
    const [named, message] = origin.has(other) && !origin.has(key) ? [other, otherExpects] : [key, expects];
    return invalid(named, origin.get(named), config[named], message);
  };
  if ((2 * hidden) % heads !== 0) {
    const divides = `expected a divisor of 2 × hidden = ${2 * hidden}`;
    throw unfit('heads', divides, 'hidden', `twice of it must be a multiple of heads = ${heads}`);
  }
  if (window % pool !== 0) {
    const multiple = `expected a multiple of pool = ${pool}. Give one, or another pool`;
    throw unfit('pool', `expected a divisor of window = ${window}`, 'window', multiple);
  }
  if (evaluateAllEveryEpoch && holdoutCuts > 1) {
    const all = 'with evaluateAllEveryEpoch all rows up to one cut are evaluated';
    const off = `${all}. Give 1, or leave evaluateAllEveryEpoch off`;
    throw unfit('holdoutCuts', off, 'evaluateAllEveryEpoch', `${all}. Give --set holdoutCuts=1, too`);
  }
  if (minLearningRate > learningRate) {
    const least = `expected at least minLearningRate = ${minLearningRate}`;
    throw unfit('minLearningRate', `expected at most learningRate = ${learningRate}`, 'learningRate', least);
  }
  if (config.simulate && config.dataDir !== undefined) {
    throw invalid(
      'simulate',
      origin.get('simulate'),
      true,
      'it cannot be combined with dataDir; give only one of the two',
    );
  }
  checkFolds(config, origin);
  if (dataFrom === undefined) checkData(config, origin);
  else checkElsewhere(config, origin, dataFrom);
  return config;
}

/** One of some parts, and selected on that part. Throws `CLI_CONFIG_INVALID`. */
function checkFolds({ folds, fold, selection }: AskedConfig, origin: ReadonlyMap<string, string>): void {
  if (fold !== undefined && !(fold <= (folds ?? 0))) {
    const advice =
      folds === undefined
        ? 'it is one of several. Give their number, too: --folds 5'
        : `expected at most folds = ${folds}`;
    throw invalid('fold', origin.get('fold'), fold, advice);
  }
  if (folds === undefined || selection !== 'test') return;
  throw invalid(
    'selection',
    origin.get('selection'),
    selection,
    `with folds = ${folds} the best epoch is selected on the fold held out. Omit it, or give holdout`,
  );
}

/** NASA's data have names; of others there are files. Throws `CLI_CONFIG_INVALID`. */
function checkData(config: AskedConfig, origin: ReadonlyMap<string, string>): void {
  const { data, dataset } = config;
  if (data !== undefined) {
    for (const key of ['dataDir', 'simulate'] as const) {
      if (config[key] === undefined) continue;
      throw invalid(
        key,
        origin.get(key),
        config[key],
        'it is of C-MAPSS, and `data` of your own data; give only one of the two',
      );
    }
    return;
  }
  for (const key of WHERE_DATA_ARE.slice(1, 5)) {
    if (config[key] === undefined) continue;
    throw invalid(key, origin.get(key), config[key], 'it describes your own data. Give their files, too: --data FILES');
  }
  if (dataset === undefined || (DATASETS as readonly string[]).includes(dataset)) return;
  throw invalid(
    'dataset',
    origin.get('dataset'),
    dataset,
    `${expectedOneOf(dataset, DATASETS)}; give your own data with --data FILES`,
  );
}

/** Data that code brings. Throws `CLI_CONFIG_INVALID` for a setting that finds others. */
function checkElsewhere(config: AskedConfig, origin: ReadonlyMap<string, string>, dataFrom: string): void {
  const key = WHERE_DATA_ARE.find((name) => config[name] !== undefined);
  if (key === undefined) return;
  const advice = `the data come from ${shortText(dataFrom)}, so this has no effect; give only one of the two`;
  throw invalid(key, origin.get(key), config[key], advice);
}

/** What a setting can be, in words; of choices with the nearest one. */
function expected(key: keyof Config, found: unknown): string {
  const type = typeOf(key);
  if (type instanceof z.ZodEnum)
    return expectedOneOf(typeof found === 'string' ? found : plainValue(found), type.options as string[]);
  const values = valuesInWords(key);
  const tooLarge = Number.isInteger(found) && !Number.isSafeInteger(found) && !/[<≤]/.test(values);
  return `expected ${values}${tooLarge ? ` and ≤ ${Number.MAX_SAFE_INTEGER}` : ''}`;
}

function invalid(key: string, from = 'the preset', found: unknown, message: string) {
  return cliError('CLI_CONFIG_INVALID', `setting '${key}' (from ${from}) is ${plainValue(found)}: ${message}`);
}
