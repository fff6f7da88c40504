import type { Config } from './config.js';

/** The selection rule in words, as every output states it. @param hasTest whether the data have test units */
export function selectionInWords(
  { selection, holdoutFraction, data }: Pick<Config, 'selection' | 'holdoutFraction' | 'data'>,
  hasTest: boolean,
): string {
  if (selection === 'test') {
    const why = data === undefined ? "the benchmark's convention, and optimistic" : 'so the figures are optimistic';
    return `best epoch selected on the test units (${why})`;
  }
  const rule = `best epoch selected on ${Math.round(holdoutFraction * 100)} % of the training units, held out`;
  const tested = 'test units untouched until the end';
  return `${rule}; ${hasTest ? tested : 'without test units the figures are of these, and optimistic'}`;
}

/** What every output of a run on simulated units says. */
export const SIMULATED_IN_WORDS = 'simulated fleet: its units are made up, and the figures mean nothing for real ones';
