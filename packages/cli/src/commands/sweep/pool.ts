import { setTimeout as wait } from 'node:timers/promises';
import { TrainError } from '@amnl/core-loop';
import type { Plan, PlannedRun } from '../../plan/plan.js';
import { standingOf } from '../../plan/standing.js';
import { whereTrained } from '../../run-folder/run-lock.js';
import type { StopSignal } from '../interrupted.js';
import { type Child, type Ended, startAmnl } from './child.js';

/** What came of one run in a pool. `busy`: another process has it. */
export type Outcome =
  | { readonly came: 'done' | 'left' }
  | { readonly came: 'busy'; readonly where: 'here' | 'elsewhere' }
  | { readonly came: 'failed'; readonly because: string };

/** What a pool reports while it works. */
export interface PoolEvents {
  started(run: PlannedRun): void;
  ended(run: PlannedRun, outcome: Outcome): void;
  /** Nothing is left but runs that other processes of this machine train. */
  waiting(runs: readonly PlannedRun[]): void;
}

/** How a pool trains the runs of a plan. */
export interface PoolOptions {
  readonly plan: Plan;
  /** Processes at a time. */
  readonly jobs: number;
  /** Further arguments of each process. */
  readonly args: readonly string[];
  readonly events: PoolEvents;
}

/** Milliseconds between two looks at a run that another process trains. */
const PATIENCE = 1000;

/**
 * Trains runs of a plan in processes of their own, some at a time. The processes lock what they train, so any number of pools may work on
 * one plan; a pool waits for runs that others on this machine train, and trains them if these end before they are done.
 */
export class Pool {
  readonly #options: PoolOptions;
  readonly #children = new Set<Child>();
  readonly #stop = new AbortController();
  #signal: StopSignal | undefined;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** The signal that has ended the pool. */
  get signal(): StopSignal | undefined {
    return this.#signal;
  }

  /** Passes a signal on to all processes and starts no more; a second one ends them at once. */
  end(signal: StopSignal): void {
    this.#signal ??= signal;
    this.#stop.abort();
    for (const child of this.#children) child.send(signal);
  }

  /** Trains runs, in their order. @param stopAfter epochs after which each is left for later @returns what came of each that was looked at */
  async train(runs: readonly PlannedRun[], stopAfter?: number): Promise<Map<PlannedRun, Outcome>> {
    const outcomes = new Map<PlannedRun, Outcome>();
    let left = runs;
    while (left.length > 0) {
      await this.#trainAll(left, stopAfter, outcomes);
      left = left.filter((run) => isHere(outcomes.get(run)));
      if (left.length === 0 || this.#signal) break;
      this.#options.events.waiting(left);
      await this.#untilFree(left);
    }
    return outcomes;
  }

  async #trainAll(runs: readonly PlannedRun[], stopAfter: number | undefined, outcomes: Map<PlannedRun, Outcome>) {
    const queue = runs.values();
    const work = async () => {
      for (const run of queue) {
        if (this.#signal) return;
        const outcome = await this.#trainOne(run, stopAfter);
        if (outcome) outcomes.set(run, outcome);
      }
    };
    await Promise.all(Array.from({ length: this.#options.jobs }, work));
  }

  /** @returns nothing where a signal came before the run was begun */
  async #trainOne(run: PlannedRun, stopAfter: number | undefined): Promise<Outcome | undefined> {
    const { plan, args, events } = this.#options;
    const seen = (outcome: Outcome) => {
      events.ended(run, outcome);
      return outcome;
    };
    const standing = await standingOf(run).catch((error: TrainError) => error);
    if (standing instanceof Error) return seen({ came: 'failed', because: reasonIn(standing) });
    const { state, history } = standing;
    if (state === 'done') return { came: 'done' };
    if (stopAfter !== undefined && history.length >= stopAfter && state !== 'running') return { came: 'left' };
    const where = await whereTrained(run.folder);
    if (where) return { came: 'busy', where };
    if (this.#signal) return undefined;
    const early = stopAfter === undefined ? [] : ['--stop-after', String(stopAfter)];
    events.started(run);
    const child = startAmnl(['train', '--plan', plan.path, '--index', String(run.index), ...early, ...args]);
    this.#children.add(child);
    try {
      return seen(await outcomeOf(run, await child.ended, this.#signal));
    } catch (error) {
      return seen({ came: 'failed', because: reasonIn(error) }); // no process could be started, or its files are damaged
    } finally {
      this.#children.delete(child);
    }
  }

  /** Resolves when one of the runs is trained no more, or the pool ends. */
  async #untilFree(runs: readonly PlannedRun[]): Promise<void> {
    while (!this.#signal) {
      for (const { folder } of runs) if ((await whereTrained(folder)) !== 'here') return;
      await wait(PATIENCE, undefined, { signal: this.#stop.signal }).catch(() => {});
    }
  }
}

function reasonIn(error: unknown): string {
  return error instanceof TrainError ? `${error.detail} (${error.code})` : (error as Error).message;
}

function isHere(outcome: Outcome | undefined): boolean {
  return outcome?.came === 'busy' && outcome.where === 'here';
}

/** The folder says whether a run is done; a process that ended well before was to end there. */
async function outcomeOf(
  run: PlannedRun,
  { code, signal, said }: Ended,
  stopped: StopSignal | undefined,
): Promise<Outcome> {
  if (code === 0) return { came: (await standingOf(run)).state === 'done' ? 'done' : 'left' };
  if (stopped) return { came: 'left' };
  const last = said.at(-1) ?? '';
  if (last.endsWith('(CLI_RUN_BUSY)')) return { came: 'busy', where: (await whereTrained(run.folder)) ?? 'here' };
  const because = signal ? `its process was ended by ${signal}` : last.replace(/^\[[\w-]+\] /, '');
  return { came: 'failed', because: because || `its process ended with exit code ${code}` };
}
