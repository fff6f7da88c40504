import { isDeepStrictEqual } from 'node:util';
import type { RunData } from '../run-data.js';
import { type ListUpdate, type LiveUpdate, type Rest, rest } from './update.js';

/**
 * What leads from one state of a run to the next: plain JSON. Lists that only grew cost their new entries; of a run
 * that was resumed further back, all from the first difference on is sent again.
 * @param before what the page knows; `undefined`: nothing, so that everything is sent
 * @returns `undefined` if nothing has changed
 */
export function updateOf(before: RunData | undefined, now: RunData): LiveUpdate | undefined {
  const past: Rest = before ? rest(before) : {};
  const present = rest(now);
  const set = Object.fromEntries(Object.entries(present).filter(([key, value]) => !same(past, key, value)));
  const gone = Object.keys(past).filter((key) => !Object.hasOwn(present, key));
  const history = listUpdate(before?.history, now.history);
  const steps = listUpdate(before?.steps, now.steps);
  if (before && Object.keys(set).length === 0 && gone.length === 0 && !history && !steps) return undefined;
  return { ...(!before && { whole: true }), set, gone, ...(history && { history }), ...(steps && { steps }) };
}

function same(past: Rest, key: string, value: unknown): boolean {
  return Object.hasOwn(past, key) && isDeepStrictEqual(past[key], value);
}

function listUpdate<T>(before: readonly T[] = [], now: readonly T[]): ListUpdate<readonly T[]> | undefined {
  const from = firstDifference(before, now);
  return from === before.length && from === now.length ? undefined : { from, items: now.slice(from) };
}

/** The first index at which two lists differ; the length of both where they do not. */
function firstDifference(a: readonly unknown[], b: readonly unknown[]): number {
  const shared = Math.min(a.length, b.length);
  let i = 0;
  while (i < shared && isDeepStrictEqual(a[i], b[i])) i++;
  return i;
}
