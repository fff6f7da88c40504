import type { Timings } from '@amnl/core-loop';

/** A part of a run, and what it took of the whole. */
export interface TimeShare {
  readonly part: string;
  readonly seconds: number;
  /** Of the whole, from 0 to 1. */
  readonly share: number;
  /** Undefined for the rest. */
  readonly calls?: number;
}

/** The parts of a run by what they took, the largest first, the rest last; without those that were never called. */
export function timeShares({ seconds, data, step, evaluation, saving, hooks, rest }: Timings): readonly TimeShare[] {
  const parts = Object.entries({
    step,
    'waiting for data': data,
    evaluation,
    saving,
    ...Object.fromEntries(Object.entries(hooks).map(([plugin, timing]) => [`hooks of ${plugin}`, timing])),
  }).filter(([, { calls }]) => calls > 0);
  const share = (part: number) => (seconds > 0 ? part / seconds : 0);
  return [
    ...parts
      .map(([part, own]) => ({ part, seconds: own.seconds, share: share(own.seconds), calls: own.calls }))
      .sort((a, b) => b.seconds - a.seconds),
    { part: 'the rest', seconds: rest, share: share(rest) },
  ];
}

/** One line for the terminal, of what takes a hundredth or more, e.g. `step 91 %, evaluation 6 %, saving 2 %`. */
export function timeInWords(timings: Timings): string {
  const large = timeShares(timings).filter(({ share }) => share >= 0.005);
  return large.map(({ part, share }) => `${part} ${Math.round(100 * share)} %`).join(', ');
}
