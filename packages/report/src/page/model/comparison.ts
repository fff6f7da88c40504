import type { RunData } from '../../run-data.js';
import { duration, fixed, number, percent } from '../format.js';
import { anyHas, figureOf } from './figures.js';
import { trainingSeconds } from './progress.js';
import { groupBy, type Spread, spreadOf } from './statistics.js';
import { metricTitle } from './wording.js';

/** A figure by which runs are compared. */
export interface ComparedFigure {
  readonly name: string;
  of(run: RunData): number | undefined;
  format(value: number | undefined): string;
}

/** Mean and spread of the compared figures over runs that differ in nothing but the seed. */
export interface GroupSummary {
  readonly group: string;
  readonly runs: number;
  /** Those that have come to their end; only they count, as figures of the others are still on their way. */
  readonly done: number;
  /** Different seeds among them. A run that repeats another one is no further evidence, and counts once. */
  readonly seeds: number;
  /** In the order of the figures. */
  readonly spreads: readonly (Spread | undefined)[];
}

/** Which figures the runs can be compared by: those of RUL where there are any, else what selects the epoch. */
export function comparedFigures(runs: readonly RunData[]): ComparedFigure[] {
  const metric = (key: string, format: ComparedFigure['format'], name = metricTitle(key)): ComparedFigure => ({
    name,
    of: (run) => figureOf(run, key),
    format,
  });
  const rul = [
    metric('RMSE_last_cycle', (value) => fixed(value, 2)),
    metric('nasa_score_paper', (value) => fixed(value, 1), 'NASA score'),
    metric('RMSE_all_cycles', (value) => fixed(value, 2)),
    metric('health_accuracy', (value) => percent(value)),
  ];
  const keys = ['RMSE_last_cycle', 'nasa_score_paper', 'RMSE_all_cycles', 'health_accuracy'];
  const figures = rul.filter((_, index) => anyHas(runs, keys[index]!));
  const monitored = [...new Set(runs.map((run) => run.monitor.metric))].filter((key) => !keys.includes(key));
  const time = { name: 'Training time', of: trainingTime, format: duration };
  return [...figures, ...monitored.map((key) => metric(key, number)), time];
}

/** Summaries of the groups that have several runs, in the order in which the groups appear. */
export function groupSummaries(runs: readonly RunData[], figures: readonly ComparedFigure[]): GroupSummary[] {
  return [...groupBy(runs, ({ group }) => group)]
    .filter(([, members]) => members.length > 1)
    .map(([group, members]) => {
      const done = members.filter(({ state }) => state === 'done');
      const bySeed = [...groupBy(done, ({ seed }) => seed).values()].map(([first]) => first!);
      const spreads = figures.map((figure) => spreadOf(bySeed.map((run) => figure.of(run))));
      return { group, runs: members.length, done: done.length, seeds: bySeed.length, spreads };
    });
}

/** A spread in words: `14.6 ± 0.3`; the mean alone where nothing can be said of the deviation. */
export function spreadText(spread: Spread | undefined, { format }: ComparedFigure): string {
  if (spread === undefined) return format(undefined);
  return spread.deviation === undefined ? format(spread.mean) : `${format(spread.mean)} ± ${format(spread.deviation)}`;
}

const trainingTime = (run: RunData): number | undefined => (run.history.length > 0 ? trainingSeconds(run) : undefined);
