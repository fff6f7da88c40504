import type { Timings } from '@amnl/core-loop';
import { addTiming, NO_TIME } from './add-timings.js';

/** A part of a run, and what it took of the whole. */
export interface TimeShare {
  readonly part: string;
  readonly seconds: number;
  /** Of the whole, from 0 to 1. */
  readonly share: number;
  /** Undefined for the rest. */
  readonly calls?: number;
}

/** A plugin that took less than this part of the whole would stand there with 0.0 %. */
const SMALL = 0.0005;

/** The parts of a run by what they took, the largest first, the rest last; without those that were never called. */
export function timeShares({ seconds, data, step, evaluation, saving, hooks, rest }: Timings): readonly TimeShare[] {
  const share = (part: number) => (seconds > 0 ? part / seconds : 0);
  const parts = Object.entries({
    'training steps': step,
    'waiting for data': data,
    evaluation,
    saving,
    ...byPlugin(hooks, (own) => share(own) >= SMALL),
  }).filter(([, { calls }]) => calls > 0);
  return [
    ...parts
      .map(([part, own]) => ({ part, seconds: own.seconds, share: share(own.seconds), calls: own.calls }))
      .sort((a, b) => b.seconds - a.seconds),
    { part: 'the rest', seconds: rest, share: share(rest) },
  ];
}

/** By a name for people; those that are not large are added up, where there are several. */
function byPlugin(hooks: Timings['hooks'], isLarge: (seconds: number) => boolean): Timings['hooks'] {
  const called = Object.entries(hooks).filter(([, { calls }]) => calls > 0);
  const small = called.filter(([, { seconds }]) => !isLarge(seconds));
  const alone = small.length > 1 ? called.filter(([, { seconds }]) => isLarge(seconds)) : called;
  const together = small.reduce((sum, [, own]) => addTiming(sum, own), NO_TIME);
  return {
    ...Object.fromEntries(alone.map(([plugin, own]) => [`plugin ${plugin}`, own])),
    ...(small.length > 1 && { [`${small.length} other plugins`]: together }),
  };
}

/** One line for the terminal, whose numbers add up to 100, e.g. `training steps 91 %, evaluation 6 %, all else 3 %`. */
export function timeInWords(timings: Timings): string {
  if (timings.seconds === 0) return '';
  const large = timeShares(timings)
    .filter(({ calls, share }) => calls !== undefined && share >= 0.005)
    .map(({ part, share }) => ({ part, percent: Math.round(100 * share) }));
  const left = 100 - large.reduce((sum, { percent }) => sum + percent, 0);
  const shown = left > 0 ? [...large, { part: 'all else', percent: left }] : large;
  return shown.map(({ part, percent }) => `${part} ${percent} %`).join(', ');
}
