import type { RunData } from '../../run-data.js';
import { count, duration, fixed, NONE, number, percent } from '../format.js';
import { atBest, figureOf, lastOf } from './figures.js';
import { progressOf, trainingSeconds } from './progress.js';
import { metricTitle } from './wording.js';

/** A headline number with what it is and a remark. */
export interface Tile {
  readonly name: string;
  readonly value: string;
  readonly note?: string | undefined;
}

/** The numbers that a reader wants first: of the result where there is one, else of the way there. */
export function tilesOf(run: RunData): Tile[] {
  return run.results ? resultTiles(run) : trainingTiles(run);
}

function resultTiles(run: RunData): Tile[] {
  const figure = (metric: string) => figureOf(run, metric);
  return [
    { name: 'RMSE, last cycle', value: fixed(figure('RMSE_last_cycle'), 2), note: 'cycles' },
    { name: 'NASA score', value: score(figure('nasa_score_paper')), note: 'sum over the last cycles' },
    { name: 'RMSE, all cycles', value: fixed(figure('RMSE_all_cycles'), 2), note: 'cycles' },
    {
      name: 'Health accuracy',
      value: percent(figure('health_accuracy')),
      note: `weighted F1 ${fixed(figure('health_f1_weighted'), 3)}`,
    },
    bestTile(run),
    timeTile(run),
  ].filter(({ value }) => value !== NONE);
}

function trainingTiles(run: RunData): Tile[] {
  const { history, monitor } = run;
  const lastMetrics = history.at(-1)?.metrics ?? {};
  const names = ['RMSE_last_cycle' in lastMetrics ? ['RMSE_last_cycle', 'nasa_score_paper'] : genericNames(run)].flat();
  const tiles = names.map((metric) => ({
    name: metricTitle(metric),
    value: number(lastOf(run, metric)),
    note: `at best epoch ${number(metric === monitor.metric ? run.best?.value : atBest(run, metric))}`,
  }));
  const { samplesPerSecond, secondsLeft } = progressOf(run);
  const speed = { name: 'Speed', value: number(samplesPerSecond && Math.round(samplesPerSecond)), note: 'samples/s' };
  const left = { name: 'Time left', value: duration(secondsLeft), note: 'if all epochs are run' };
  return [...tiles, bestTile(run), ...(run.state === 'training' ? [speed, left] : [timeTile(run)])].filter(
    ({ value }) => value !== NONE,
  );
}

/** For a run that is not about RUL: what selects the epoch, then losses and accuracy. */
function genericNames({ history, monitor }: RunData): string[] {
  const reported = new Set(history.flatMap(({ metrics }) => Object.keys(metrics)));
  const wanted = [monitor.metric, 'loss', 'val_loss', 'accuracy', 'val_accuracy'];
  return [...new Set(wanted)].filter((name) => reported.has(name)).slice(0, 4);
}

function bestTile({ best, history, monitor }: RunData): Tile {
  const by = `${monitor.mode === 'min' ? 'lowest' : 'highest'} ${metricTitle(monitor.metric)}`;
  return { name: 'Best epoch', value: best ? `${best.epoch + 1} of ${history.length}` : NONE, note: by };
}

function timeTile(run: RunData): Tile {
  const epochs = count(run.history.length, 'epoch');
  return { name: 'Training time', value: run.history.length > 0 ? duration(trainingSeconds(run)) : NONE, note: epochs };
}

const score = (value: number | undefined): string => fixed(value, value !== undefined && value < 1000 ? 1 : 0);
