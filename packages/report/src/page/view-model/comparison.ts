import type { RunData } from '../../run-data.js';
import { duration } from '../format.js';
import { anyHas, figureOf } from './figures.js';
import { trainingSeconds } from './progress.js';
import { groupBy, type Spread, spreadOf } from './statistics.js';
import { metricText, metricTitle } from './wording.js';

/** A figure by which runs are compared. */
export interface ComparedFigure {
  readonly name: string;
  of(run: RunData): number | undefined;
  format(value: number | undefined): string;
}

/** Mean and spread of the compared figures over runs that differ in nothing but the seed, or the fold held out. */
export interface GroupSummary {
  readonly group: string;
  readonly runs: number;
  /** Those that have come to their end; only they count, as figures of the others are still on their way. */
  readonly done: number;
  /** Different seeds among them, and folds, of each seed. A run that repeats another one counts once. */
  readonly seeds: number;
  readonly folds: number;
  /** In the order of the figures. */
  readonly spreads: readonly (Spread | undefined)[];
}

/** Which figures the runs can be compared by: those that they say matter most, and what selects the epoch. */
export function comparedFigures(runs: readonly RunData[]): ComparedFigure[] {
  const headline = runs.flatMap((run) => run.headline ?? []).filter((key) => anyHas(runs, key));
  const keys = new Set([...headline, ...runs.map(({ monitor }) => monitor.metric)]);
  const figures = [...keys].map((key) => ({
    name: metricTitle(key, runs),
    of: (run: RunData) => figureOf(run, key),
    format: (value: number | undefined) => metricText(key, value, runs),
  }));
  return [...figures, { name: 'Training time', of: trainingTime, format: duration }];
}

/** Summaries of the groups that have several runs, in the order in which the groups appear. */
export function groupSummaries(runs: readonly RunData[], figures: readonly ComparedFigure[]): GroupSummary[] {
  return [...groupBy(runs, ({ group }) => group)]
    .filter(([, members]) => members.length > 1)
    .map(([group, members]) => {
      const done = members.filter(({ state }) => state === 'done');
      const different = [...groupBy(done, ({ seed, fold = 0 }) => `${seed} ${fold}`).values()].map(([first]) => first!);
      const spreads = figures.map((figure) => spreadOf(different.map((run) => figure.of(run))));
      const seeds = new Set(different.map(({ seed }) => seed)).size;
      const folds = different.filter(({ fold }) => fold !== undefined).length;
      return { group, runs: members.length, done: done.length, seeds, folds, spreads };
    });
}

/** A spread in words: `14.6 ± 0.3`; the mean alone if the deviation is unknown. */
export function spreadText(spread: Spread | undefined, { format }: ComparedFigure): string {
  if (spread === undefined) return format(undefined);
  return spread.deviation === undefined ? format(spread.mean) : `${format(spread.mean)} ± ${format(spread.deviation)}`;
}

const trainingTime = (run: RunData): number | undefined => (run.history.length > 0 ? trainingSeconds(run) : undefined);
