import { isDeepStrictEqual } from 'node:util';
import { type Rungs, writeHalving } from '../../plan/halving-file.js';
import type { Plan, PlannedRun } from '../../plan/plan.js';
import { type Standing, standingOf } from '../../plan/standing.js';
import { cliError } from '../../terminal/errors.js';
import type { Outcome, Pool } from './pool.js';
import { bestSoFar } from './run-figures.js';

/** Runs of one configuration on all data, folds and seeds of a plan: they continue, or are left out, together. */
export type Candidate = readonly PlannedRun[];

/**
 * The candidates of a plan.
 * @throws CLI_PLAN_INVALID for one that cannot be halved: runs that are chosen by the test units, that have not all the same epochs, or not all
 * the same data, folds and seeds, so that their figures do not compare
 */
export function candidatesOf({ runs, path }: Plan): Candidate[] {
  const invalid = (why: string) => cliError('CLI_PLAN_INVALID', `${path} cannot be halved: ${why}`);
  if (runs.some(({ config }) => config.selection !== 'holdout')) {
    throw invalid('runs would be chosen by the test units. Define it without --selection test');
  }
  if (runs.some(({ config }) => config.epochs !== runs[0]!.config.epochs))
    throw invalid('its runs differ in their epochs');
  const groups = new Map<string, PlannedRun[]>();
  for (const run of runs) {
    const { dataset: _, seed: __, fold: ___, ...others } = run.config;
    const key = JSON.stringify(others);
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  const candidates = [...groups.values()];
  const trials = (candidate: Candidate) =>
    candidate.map(({ config: { dataset, seed, fold } }) => `${dataset} ${seed} ${fold}`).sort();
  if (candidates.some((one) => !isDeepStrictEqual(trials(one), trials(candidates[0]!)))) {
    throw invalid('its configurations have not all the same data, folds and seeds, so their figures do not compare');
  }
  return candidates;
}

/** Epochs after which candidates are compared: so many, twice as many, and so on below those of the whole run. */
export function rungsOf(first: number, epochs: number): number[] {
  const rungs: number[] = [];
  for (let rung = first; rung < epochs; rung *= 2) rungs.push(rung);
  return rungs;
}

/**
 * The better half of candidates, the middle one included; of equal ones those that come first.
 * @param scores the lower the better; `Infinity` of one that has failed
 */
export function betterHalf<T>(candidates: readonly T[], scores: ReadonlyMap<T, number>): T[] {
  const score = (one: T) => scores.get(one)!;
  const order = [...candidates].sort((a, b) => (score(a) === score(b) ? 0 : score(a) - score(b)));
  const kept = new Set(order.slice(0, Math.ceil(candidates.length / 2)));
  return candidates.filter((one) => kept.has(one));
}

/**
 * Successive halving (Jamieson and Talwalkar, AISTATS 2016): all runs are trained for `first` epochs, those of the better half continue to twice as
 * many, and so on; the last ones to their end. What was decided is seen in the histories alone, so that it can be stopped and started at any moment.
 * The schedule of a run is that of all its epochs from the beginning: one that is kept is trained as if nothing had been compared.
 * @returns what came of the runs
 */
export async function halve(plan: Plan, pool: Pool, first: number): Promise<Map<PlannedRun, Outcome>> {
  const rungs: Rungs = [];
  const outcomes = new Map<PlannedRun, Outcome>();
  let alive = candidatesOf(plan);
  const train = async (epochs?: number) => {
    for (const [run, outcome] of await pool.train(alive.flat(), epochs)) outcomes.set(run, outcome);
    return pool.signal !== undefined || [...outcomes.values()].some(({ came }) => came === 'busy');
  };
  for (const epochs of rungsOf(first, plan.runs[0]!.config.epochs)) {
    if (alive.length === 1) break;
    if (await train(epochs)) return outcomes;
    const scores = new Map<Candidate, number>();
    for (const candidate of alive) scores.set(candidate, await scoreOf(candidate, epochs));
    const kept = betterHalf(alive, scores);
    const indices = (candidates: readonly Candidate[]) => candidates.flat().map(({ index }) => index);
    rungs.push({ epochs, kept: indices(kept), left: indices(alive.filter((one) => !kept.includes(one))) });
    alive = kept;
  }
  if (!(await train())) await writeHalving(plan, rungs);
  return outcomes;
}

/** Mean over its runs of the best figure within so many epochs. */
async function scoreOf(candidate: Candidate, epochs: number): Promise<number> {
  const standings: Standing[] = [];
  for (const run of candidate) standings.push(await standingOf(run));
  if (standings.some(({ state }) => state === 'failed')) return Number.POSITIVE_INFINITY;
  const figures = standings.map((standing) => bestSoFar(standing, epochs)?.value ?? Number.POSITIVE_INFINITY);
  return figures.reduce((sum, figure) => sum + figure, 0) / figures.length;
}
