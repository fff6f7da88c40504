import type { FleetRules } from '@amnl/data-fleet';
import type { Config } from './config.js';

/** The selection rule in words, as every output states it. @param hasTest whether the data have test units */
export function selectionInWords(
  config: Pick<Config, 'selection' | 'holdoutFraction' | 'folds' | 'fold' | 'data'>,
  hasTest: boolean,
): string {
  const { selection, folds, fold, data } = config;
  if (selection === 'test') {
    const why = data === undefined ? "the benchmark's convention, and optimistic" : 'so the figures are optimistic';
    return `best epoch selected on the test units (${why})`;
  }
  const rule = `best epoch selected on ${heldOutPart(config)} of the training units, held out`;
  const untouched = 'test units untouched until the end';
  const tested = folds !== undefined && fold === undefined ? `their figures are optimistic, ${untouched}` : untouched;
  return `${rule}; ${hasTest ? tested : 'without test units the figures are of these, and optimistic'}`;
}

function heldOutPart({ holdoutFraction, folds, fold }: Pick<Config, 'holdoutFraction' | 'folds' | 'fold'>): string {
  if (folds === undefined) return `${Math.round(holdoutFraction * 100)} %`;
  return fold === undefined ? `each of ${folds} folds` : `fold ${fold} of ${folds}`;
}

/** How units were held out, in words. @param rules of the data: where held-out units are cut */
export function holdoutInWords(
  config: Pick<
    Config,
    'selection' | 'holdoutFraction' | 'folds' | 'fold' | 'seed' | 'splitSeed' | 'window' | 'minHistory'
  >,
  { labels, cut }: FleetRules,
  timeUnit: string,
): string | undefined {
  const { selection, seed, splitSeed = seed, window, minHistory } = config;
  if (selection !== 'holdout') return undefined;
  const [least, most] = cut?.remaining ?? [0, labels.rulCap];
  const when = Number.isFinite(most) ? `with ${least} to ${most} ${timeUnit} left` : 'at any row';
  return `${heldOutPart(config)} of the units by seed ${splitSeed}, each cut short at a random time ${when}, but not before row ${Math.min(window, minHistory)}`;
}

/** What every output of a run on simulated units says. */
export const SIMULATED_IN_WORDS = 'simulated fleet: its units are made up, and the figures mean nothing for real ones';
