import type { RulResults, RunData } from '../../run-data.js';
import { count, duration, NONE, number, plural } from '../format.js';
import { anyHas, atBest, figureOf, lastOf } from './figures.js';
import { progressOf, trainingSeconds } from './progress.js';
import { nounOf } from './time-words.js';
import { endsInWords, unitCounts } from './whole-fleet.js';
import { factOf, metricText, metricTitle } from './wording.js';

/** A headline number with what it is and a remark. */
export interface Tile {
  readonly name: string;
  readonly value: string;
  readonly note?: string | undefined;
}

/** Most numbers in the headline. */
const MOST = 4;

/** The numbers that a reader wants first: of the result where there is one, else of the way there. */
export function tilesOf(run: RunData): Tile[] {
  const tiles = run.results ? resultTiles(run) : trainingTiles(run);
  return tiles.filter(({ value }) => value !== NONE);
}

function resultTiles(run: RunData): Tile[] {
  const figures = leading(run).map((metric) => ({
    name: metricTitle(metric, [run]),
    value: metricText(metric, figureOf(run, metric), [run]),
    note: noteOf(run, metric),
  }));
  return [...figures, ...unitTile(run.results!), bestTile(run), timeTile(run)];
}

/** How many units the figures are of; where all have failed, others say that. */
function unitTile(results: RulResults): Tile[] {
  const { known, running } = unitCounts(results);
  const name = `Test ${plural(nounOf(results))}`;
  return running === 0 ? [] : [{ name, value: number(known + running), note: endsInWords(results) }];
}

/** What a metric is counted in, else what its companion comes to. */
function noteOf(run: RunData, metric: string): string | undefined {
  const { unit, beside: companion } = factOf(metric, [run]);
  if (unit !== undefined || companion === undefined) return unit;
  const value = figureOf(run, companion);
  return value === undefined ? undefined : `${metricTitle(companion, [run])} ${metricText(companion, value, [run])}`;
}

function trainingTiles(run: RunData): Tile[] {
  const { monitor } = run;
  const tiles = leading(run).map((metric) => ({
    name: metricTitle(metric, [run]),
    value: metricText(metric, lastOf(run, metric), [run]),
    note: `at best epoch ${metricText(metric, metric === monitor.metric ? run.best?.value : atBest(run, metric), [run])}`,
  }));
  const { samplesPerSecond, secondsLeft } = progressOf(run);
  const speed = { name: 'Speed', value: number(samplesPerSecond && Math.round(samplesPerSecond)), note: 'samples/s' };
  const left = { name: 'Time left', value: duration(secondsLeft), note: 'if all epochs are run' };
  return [...tiles, bestTile(run), ...(run.state === 'training' ? [speed, left] : [timeTile(run)])];
}

/** Sentences on leading metrics that need one. */
export function explanations(run: RunData): (readonly [title: string, about: string])[] {
  return leading(run).flatMap((metric) => {
    const { about } = factOf(metric, [run]);
    return about === undefined ? [] : [[metricTitle(metric, [run]), about] as const];
  });
}

/** The metrics that the run says matter most; else what selects the epoch, losses and accuracy. */
function leading(run: RunData): string[] {
  const wanted = run.headline ?? [run.monitor.metric, 'loss', 'val_loss', 'accuracy', 'val_accuracy'];
  return [...new Set(wanted)].filter((metric) => anyHas([run], metric)).slice(0, MOST);
}

function bestTile(run: RunData): Tile {
  const { best, history } = run;
  return { name: 'Best epoch', value: best ? `${best.epoch + 1} of ${history.length}` : NONE, note: selectedBy(run) };
}

/** By what the best epoch is selected, e.g. `lowest RMSE, last row`. */
export function selectedBy(run: RunData): string {
  const { metric, mode } = run.monitor;
  return `${mode === 'min' ? 'lowest' : 'highest'} ${metricTitle(metric, [run])}`;
}

function timeTile(run: RunData): Tile {
  const epochs = count(run.history.length, 'epoch');
  return { name: 'Training time', value: run.history.length > 0 ? duration(trainingSeconds(run)) : NONE, note: epochs };
}
