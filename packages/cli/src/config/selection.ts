import type { Config } from './config.js';

/** The selection rule in words, as every output states it. @param hasTest whether the data have test units */
export function selectionInWords(
  { selection, holdoutFraction }: Pick<Config, 'selection' | 'holdoutFraction'>,
  hasTest: boolean,
): string {
  if (selection === 'test') return "best epoch selected on the test units (the benchmark's convention, and optimistic)";
  const rule = `best epoch selected on ${Math.round(holdoutFraction * 100)} % of the training units, held out`;
  const tested = 'test units untouched until the end';
  return `${rule}; ${hasTest ? tested : 'without test units the figures are of these, and optimistic'}`;
}

/** What every output of a run on simulated units says. */
export const SIMULATED_IN_WORDS = "simulated fleet, not NASA's data: the figures mean nothing for real engines";
