import type { Config } from './config.js';

/** The selection rule in words, as every output states it. @param hasTest whether the data have test units */
export function selectionInWords(
  config: Pick<Config, 'selection' | 'holdoutFraction' | 'folds' | 'fold' | 'data'>,
  hasTest: boolean,
): string {
  const { selection, holdoutFraction, folds, fold, data } = config;
  if (selection === 'test') {
    const why = data === undefined ? "the benchmark's convention, and optimistic" : 'so the figures are optimistic';
    return `best epoch selected on the test units (${why})`;
  }
  const one = fold === undefined ? `each of ${folds} folds` : `fold ${fold} of ${folds}`;
  const part = folds === undefined ? `${Math.round(holdoutFraction * 100)} %` : one;
  const rule = `best epoch selected on ${part} of the training units, held out`;
  const untouched = 'test units untouched until the end';
  const tested = folds !== undefined && fold === undefined ? `their figures are optimistic, ${untouched}` : untouched;
  return `${rule}; ${hasTest ? tested : 'without test units the figures are of these, and optimistic'}`;
}

/** What every output of a run on simulated units says. */
export const SIMULATED_IN_WORDS = 'simulated fleet: its units are made up, and the figures mean nothing for real ones';
