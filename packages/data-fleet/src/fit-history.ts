import { channelIndices, type Fleet, historyLength } from './fleet.js';
import type { HistoryData } from './history-data.js';
import { median } from './median.js';
import { LEAST_STEPS, medianStep, STEPS } from './steps.js';
import { StillRuns } from './still-runs.js';

/** Rows of a unit without any change from which on a channel is taken for one that may stand still as long as it likes. */
const WHOLE_LIFE = 10;

/** What the histories of training units are like from row to row. @param units indices of these units */
export function fitHistory(fleet: Fleet, units: readonly number[], inputs: readonly string[]): HistoryData {
  const step = fitStep(fleet, units);
  return { ...(step && { step }), longestStill: fitStill(fleet, units, inputs) };
}

function fitStep({ offsets, times }: Fleet, units: readonly number[]): HistoryData['step'] {
  const medians: number[] = [];
  for (const unit of units) {
    const first = offsets[unit]!;
    for (let end = offsets[unit + 1]! - 1; end - first >= LEAST_STEPS; end -= STEPS) {
      medians.push(medianStep(times, Math.max(first, end - STEPS), end));
    }
  }
  if (medians.length === 0) return undefined;
  const middle = median(medians); // sorts them
  return { min: medians[0]!, median: middle, max: medians.at(-1)! };
}

function fitStill(fleet: Fleet, units: readonly number[], inputs: readonly string[]): Record<string, number> {
  const runs = new StillRuns(fleet, channelIndices(fleet, inputs));
  const longest = inputs.map(() => 1);
  for (const unit of units) {
    const rows = historyLength(fleet, unit);
    for (let row = fleet.offsets[unit]!; row < fleet.offsets[unit + 1]!; row++) {
      runs.count(row);
      for (let i = 0; i < longest.length; i++) longest[i] = Math.max(longest[i]!, runs.lengths[i]!);
    }
    if (rows < WHOLE_LIFE) continue;
    for (const [i, still] of runs.lengths.entries()) if (still === rows) longest[i] = Number.POSITIVE_INFINITY;
  }
  return Object.fromEntries(inputs.map((name, i) => [name, longest[i]!]).filter(([, rows]) => rows !== Infinity));
}
