import type { Plugin } from '../contract/plugin.js';
import type { Json, Setup, SnapshotState } from '../contract/records.js';
import type { RestoreOptions } from '../contract/run.js';
import { TrainError } from '../errors/errors.js';

/** Prefixes of the core's variables, reserved for it. */
const CORE_PREFIXES = ['model', 'report', 'accumulate', 'group'];

/**
 * Compares the set-up of a snapshot with the one that it is restored into.
 * @param notify called with allowed differences, and if nothing can be compared
 * @returns names of the plugins that are no longer there
 * @throws CL_SETUP_CHANGED
 */
export function checkSetup(
  state: SnapshotState,
  now: Setup,
  plugins: readonly Plugin[],
  { allow = [] }: RestoreOptions,
  notify: (message: string) => void,
): readonly string[] {
  const stateful = plugins.filter((plugin) => plugin.state).map(({ name }) => name);
  const named = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, null]));
  const known = state.setup !== undefined;
  // A snapshot of version 2 has only this.
  const was: Setup = state.setup ?? { seed: state.seed, plugins: named(Object.keys(state.plugins)) };
  const is: Setup = known ? now : { seed: now['seed']!, plugins: named(stateful) };
  const changes = allowed(differences(was, is), allow);
  if (changes !== '') notify(`continuing with another set-up: ${changes}`);
  if (!known) notify('the snapshot does not contain the options and data of its run: make sure they are the same');
  const kept = new Set([...plugins.map(({ name }) => name), ...CORE_PREFIXES]);
  return Object.keys(record(was['plugins'])).filter((name) => !kept.has(name));
}

/** One difference of two set-ups, by path: `plugins.adamw.learningRate`. Undefined: not there. */
export interface Difference {
  readonly place: string;
  readonly was: Json | undefined;
  readonly is: Json | undefined;
}

/** All differences of two set-ups. Null on one side: nothing to compare. */
function differences(was: Setup, is: Setup): readonly Difference[] {
  const both = (name: string) => name in record(was['plugins']) && name in record(is['plugins']);
  const shared = (setup: Setup) => ({ ...setup, order: list(setup['order']).filter((name) => both(String(name))) });
  return compare('', shared(was), shared(is));
}

function compare(place: string, was: Json | undefined, is: Json | undefined): readonly Difference[] {
  if (was === null && is !== undefined) return [];
  if (is === null && was !== undefined) return [];
  if (isList(was) && isList(is) && was.length === is.length && was.some(isRecord)) {
    return was.flatMap((item, i) => compare(`${place}.${i}`, item, is[i]));
  }
  if (isRecord(was) && isRecord(is)) {
    const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])];
    return keys.flatMap((key) => compare(place === '' ? key : `${place}.${key}`, own(was, key), own(is, key)));
  }
  return JSON.stringify(was) === JSON.stringify(is) ? [] : [{ place, was, is }];
}

/**
 * Separates allowed differences from others.
 * @param allow `true` for everything, or paths: `'data'` allows `data.batchSize`, too
 * @returns the differences that were allowed, in words
 * @throws CL_SETUP_CHANGED with all others, in words and as its `cause`
 */
function allowed(found: readonly Difference[], allow: true | readonly string[]): string {
  const isAllowed = ({ place }: Difference) =>
    allow === true || allow.some((name) => place === name || place.startsWith(`${name}.`));
  const refused = found.filter((difference) => !isAllowed(difference));
  if (refused.length > 0) {
    const places = refused.map(({ place }) => `'${place}'`).join(', ');
    throw new TrainError(
      'CL_SETUP_CHANGED',
      `the run was started with another set-up: ${inWords(refused)}. Use the original one, or allow the differences you intend: restore(snapshot, { allow: [${places}] }), or \`allow: true\` for everything`,
      { cause: refused },
    );
  }
  return inWords(found);
}

function inWords(found: readonly Difference[]): string {
  return found.map(({ place, was, is }) => `${place}: ${shown(was)} → ${shown(is)}`).join('; ');
}

function shown(value: Json | undefined): string {
  if (value === undefined) return 'not there';
  return isRecord(value) || value === null ? 'there' : JSON.stringify(value);
}

function own(object: { readonly [key: string]: Json }, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function isRecord(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function record(value: Json | undefined): { readonly [key: string]: Json } {
  return isRecord(value) ? value : {};
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function list(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : [];
}
