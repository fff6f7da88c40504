import type { RunData } from '../run-data.js';
import { equal, firstDifference } from './equal.js';

// The browser's page imports this file: nothing of Node may come in here.

/** What has changed of a run: one message to a live page. Made by {@link updateOf}, taken in by {@link applyUpdate}. */
export interface LiveUpdate {
  /** It says everything about the run: what was known before is void. The first message of every connection does. */
  readonly whole?: true;
  /** Everything that changed, except growing lists; `undefined` cannot be sent, so removed fields are in `gone`. */
  readonly set: Partial<Omit<RunData, 'history' | 'steps'>>;
  readonly gone: readonly string[];
  /** New entries; what stood from index `from` on is replaced by them. */
  readonly history?: ListUpdate<RunData['history']>;
  readonly steps?: ListUpdate<RunData['steps']>;
}

/** What has changed of a list: it ends before index `from`, and continues with `items`. */
interface ListUpdate<List extends readonly unknown[]> {
  readonly from: number;
  readonly items: List;
}

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

/**
 * The run after an update, as a new object.
 * @param run what was known before; `undefined` at the first message, which says everything
 */
export function applyUpdate(run: RunData | undefined, update: LiveUpdate): RunData {
  const before = update.whole ? undefined : run;
  const kept = Object.entries(before ? rest(before) : {}).filter(([key]) => !update.gone.includes(key));
  return {
    ...Object.fromEntries(kept),
    ...update.set,
    history: updated(before?.history, update.history),
    steps: updated(before?.steps, update.steps),
  } as RunData;
}

type Rest = Readonly<Record<string, unknown>>;

/** All of a run but the lists that grow, without what is `undefined`. */
function rest({ history, steps, ...others }: RunData): Rest {
  return Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined));
}

function same(past: Rest, key: string, value: unknown): boolean {
  return Object.hasOwn(past, key) && equal(past[key], value);
}

function listUpdate<T>(before: readonly T[] = [], now: readonly T[]): ListUpdate<readonly T[]> | undefined {
  const from = firstDifference(before, now);
  return from === before.length && from === now.length ? undefined : { from, items: now.slice(from) };
}

function updated<T>(before: readonly T[] = [], update: ListUpdate<readonly T[]> | undefined): readonly T[] {
  return update ? [...before.slice(0, update.from), ...update.items] : before;
}
