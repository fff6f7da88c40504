import type { RunData } from '../run-data.js';

// The browser's page imports this file: nothing of Node may come in here. What makes an update is in `update-of.ts`.

/** What has changed of a run: one message to a live page. Made by `updateOf`, taken in by {@link applyUpdate}. */
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
export interface ListUpdate<List extends readonly unknown[]> {
  readonly from: number;
  readonly items: List;
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

/** See {@link rest}. */
export type Rest = Readonly<Record<string, unknown>>;

/** All of a run but the lists that grow, without what is `undefined`. */
export function rest({ history, steps, ...others }: RunData): Rest {
  return Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined));
}

function updated<T>(before: readonly T[] = [], update: ListUpdate<readonly T[]> | undefined): readonly T[] {
  return update ? [...before.slice(0, update.from), ...update.items] : before;
}
