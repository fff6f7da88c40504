import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { numberOf } from '@amnl/core-loop';
import type { Plan, PlannedRun } from '../../plan/plan.js';
import { planIn } from '../../plan/read-plan.js';
import { standingsOf } from '../../plan/standing.js';
import type { RunState } from '../../schemas/sweep.js';
import { command } from '../../terminal/command-name.js';
import { cliError } from '../../terminal/errors.js';
import { wholeNumber } from '../../terminal/flag-values.js';
import { shellWord } from '../../terminal/shell-word.js';
import { inform } from '../../terminal/terminal.js';
import { EndedBySignal, type StopSignal } from '../interrupted.js';
import { candidatesOf, halve } from './halving.js';
import { type Outcome, Pool } from './pool.js';
import { shownPool } from './shown-pool.js';
import { readSweep, statesInWords } from './status.js';

/** Flags of `amnl sweep run`. */
export interface SweepRunFlags {
  readonly jobs?: string;
  /** Epochs after which runs are compared first. */
  readonly halving?: string;
  readonly dataDir?: string;
  readonly data?: readonly string[];
}

/**
 * `amnl sweep run DIR`: trains all runs of a plan that are not done, some at a time. A run that fails does not stop the others.
 * @throws CLI_SWEEP_FAILED at the end, if some failed; CLI_RUN_BUSY, if processes on other machines have some
 */
export async function runSweep(place: string, flags: SweepRunFlags): Promise<void> {
  await trainSweep(place, flags);
  inform(`Compare them: ${command(`sweep collect ${shellWord(place)}`)}`);
}

/** {@link runSweep} without a word of what to do then. @param by whose `run` continues it @throws as that */
export async function trainSweep(
  place: string,
  flags: SweepRunFlags,
  by: 'sweep' | 'benchmark' = 'sweep',
): Promise<void> {
  const folder = resolve(place);
  const plan = await planIn(folder);
  const jobs = flags.jobs === undefined ? defaultJobs(plan) : wholeNumber('jobs', flags.jobs, 1);
  const first = flags.halving === undefined ? undefined : firstRung(plan, flags.halving);
  const { outcomes, signal } = await trainAll(plan, { jobs, first, args: placeArgs(flags) });
  if (signal) throw endedBy(signal, `${by} run ${shellWord(place)}`);
  tellFailures(plan, outcomes);
  inform(`${plan.path}: ${statesInWords((await readSweep(folder)).summary)}`);
}

/** As many processes as have a processor for each of their threads. */
export function defaultJobs({ runs }: Plan): number {
  const threads = Math.max(...runs.map(({ config }) => config.threads ?? 1));
  return Math.max(1, Math.floor(availableParallelism() / threads));
}

/** Where data are now, for each run. */
function placeArgs({ dataDir, data }: SweepRunFlags): string[] {
  return [...(dataDir === undefined ? [] : ['--data-dir', resolve(dataDir)]), ...(data ? ['--data', ...data] : [])];
}

/** @throws CLI_USAGE, CLI_PLAN_INVALID */
function firstRung(plan: Plan, text: string): number {
  const first = wholeNumber('halving', text, 1);
  candidatesOf(plan);
  const { epochs } = plan.runs[0]!.config;
  if (first < epochs) return first;
  throw cliError('CLI_USAGE', `--halving is ${first}, and runs end after ${epochs} epochs. Give fewer`);
}

interface SweepParts {
  readonly jobs: number;
  /** Of successive halving. */
  readonly first: number | undefined;
  readonly args: readonly string[];
}

async function trainAll(plan: Plan, { jobs, first, args }: SweepParts) {
  const states = new Map((await standingsOf(plan)).map(({ run, state }) => [run, state] as const));
  const parts = { plan, jobs, args, states };
  if (first !== undefined) return withPool(parts, (pool) => halve(plan, pool, first));
  return withPool(parts, (pool) => pool.train(plan.runs.filter((run) => states.get(run) !== 'done')));
}

interface PoolParts {
  readonly plan: Plan;
  readonly jobs: number;
  readonly args: readonly string[];
  readonly states: ReadonlyMap<PlannedRun, RunState>;
}

/** Shows a pool while it works, and passes signals on to it. */
async function withPool(
  { states, ...options }: PoolParts,
  work: (pool: Pool) => Promise<Map<PlannedRun, Outcome>>,
): Promise<{ readonly outcomes: Map<PlannedRun, Outcome>; readonly signal: StopSignal | undefined }> {
  const events = shownPool(states);
  const pool = new Pool({ ...options, events });
  const onSignal = (signal: StopSignal) => pool.end(signal);
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    return { outcomes: await work(pool), signal: pool.signal };
  } finally {
    await events.close();
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}

function endedBy(signal: StopSignal, again: string): EndedBySignal {
  return new EndedBySignal(
    signal,
    `Interrupted by ${signal}; every run that had begun is saved. Resume with: ${command(again)}`,
  );
}

/** @throws CLI_SWEEP_FAILED, CLI_RUN_BUSY */
function tellFailures({ runs }: Plan, outcomes: ReadonlyMap<PlannedRun, Outcome>): void {
  const failed = [...outcomes].flatMap(([run, outcome]) => (outcome.came === 'failed' ? [{ run, outcome }] : []));
  const busy = [...outcomes].filter(([, { came }]) => came === 'busy').map(([{ name }]) => name);
  if (failed.length > 0) {
    inform('');
    for (const { run, outcome } of failed) inform(`${run.name} (run ${run.index}) failed: ${outcome.because}`);
    throw cliError(
      'CLI_SWEEP_FAILED',
      `${failed.length} of ${numberOf(runs.length, 'run')} failed. Fix the causes above and run the sweep again: it retries them`,
    );
  }
  if (busy.length === 0) return;
  throw cliError(
    'CLI_RUN_BUSY',
    `processes on other machines train ${numberOf(busy.length, 'run')} of the plan: ${busy.join(', ')}. Wait for them, then run the sweep again`,
  );
}
