import { resolve } from 'node:path';
import { numberOf } from '@amnl/core-loop';
import { errorDecimals } from '../../pipeline/predictions.js';
import { leftOutOf } from '../../plan/halving-file.js';
import type { Plan } from '../../plan/plan.js';
import { planIn } from '../../plan/read-plan.js';
import { type Standing, standingsOf } from '../../plan/standing.js';
import { RUN_STATES, type SweepRun, type SweepSummary } from '../../schemas/sweep.js';
import { aligned } from '../../terminal/aligned.js';
import { inform, print, printJson } from '../../terminal/terminal.js';
import { runsOf } from './sum-up.js';

/** Flags of `amnl sweep status`. */
export interface SweepStatusFlags {
  readonly json?: boolean;
}

/** What the folders of a plan show now. */
export interface SweepNow {
  readonly plan: Plan;
  readonly standings: readonly Standing[];
  readonly summary: SweepSummary;
}

/** Reads a plan and the folders of its runs, and nothing else. @throws CLI_PLAN_INVALID, CLI_RUN_INVALID, CLI_RUN_MISMATCH */
export async function readSweep(place: string): Promise<SweepNow> {
  const plan = await planIn(resolve(place));
  const standings = await standingsOf(plan);
  return { plan, standings, summary: runsOf(standings, await leftOutOf(plan)) };
}

/** `amnl sweep status DIR`: how every run of a plan stands. */
export async function sweepStatus(place: string, { json }: SweepStatusFlags): Promise<void> {
  const { plan, standings, summary } = await readSweep(place);
  if (json) return printJson(summary);
  const digits = errorDecimals({ rulCap: rulCapOf(standings) });
  const titles = ['run', 'folder', 'state', 'epoch', 'best so far', 'on'];
  await print(aligned([titles, ...summary.runs.map((run) => cellsOf(run, digits))], 3));
  inform(`${plan.path}: ${statesInWords(summary)}`);
  if (summary.warning !== undefined) inform(`  data    ${summary.warning}`);
}

/** `3 of 4 runs are done, 1 running`. */
export function statesInWords({ runs }: SweepSummary): string {
  const done = runs.filter(({ state }) => state === 'done').length;
  const left = runs.filter(({ stopped_after }) => stopped_after !== undefined).length;
  const others = RUN_STATES.slice(1).map((wanted) => {
    const count = runs.filter(({ state, stopped_after }) => state === wanted && stopped_after === undefined).length;
    return [count, wanted] as const;
  });
  const parts = [...others, [left, 'left out by halving'] as const].filter(([count]) => count > 0);
  const words = parts.map(([count, state]) => `${count} ${state}`);
  return [`${done} of ${numberOf(runs.length, 'run')} ${done === 1 ? 'is' : 'are'} done`, ...words].join(', ');
}

/** The cap of the truth, on which the digits of errors depend. */
export function rulCapOf(standings: readonly Standing[]): number {
  const caps = standings.map(({ record, run }) => record?.config.rulCap ?? run.config.rulCap);
  return Math.min(...caps.filter((cap) => cap !== undefined));
}

function cellsOf({ index, folder, state, epochs, of, selection, ...run }: SweepRun, digits: number): string[] {
  const best = run.best_so_far === null ? '' : `RMSE ${run.best_so_far.toFixed(digits)}`;
  const shown = run.stopped_after === undefined ? state : 'left out';
  const units = selection === 'test' ? 'test units' : 'held-out units';
  return [String(index), folder, shown, `${epochs}/${of}`, best, best === '' ? '' : units];
}
