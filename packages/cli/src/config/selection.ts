import type { Config } from './config.js';

/** The selection rule in words, as every output states it. */
export function selectionInWords({
  selection,
  holdoutFraction,
}: Pick<Config, 'selection' | 'holdoutFraction'>): string {
  return selection === 'test'
    ? "best epoch selected on the test units (the benchmark's convention, and optimistic)"
    : `best epoch selected on ${Math.round(holdoutFraction * 100)} % of the training units, held out; test units untouched until the end`;
}

/** What every output of a run on simulated units says. */
export const SIMULATED_IN_WORDS = "simulated fleet, not NASA's data: the figures mean nothing for real engines";
