import type { Timing, Timings } from '@amnl/core-loop';

/** The time of two parts of a run together; what a plugin of one of them alone took stays as it is. */
export function addTimings(a: Timings, b: Timings): Timings {
  const plugins = [...new Set([...Object.keys(a.hooks), ...Object.keys(b.hooks)])];
  return {
    seconds: a.seconds + b.seconds,
    data: addTiming(a.data, b.data),
    step: addTiming(a.step, b.step),
    evaluation: addTiming(a.evaluation, b.evaluation),
    saving: addTiming(a.saving, b.saving),
    hooks: Object.fromEntries(
      plugins.map((name) => [name, addTiming(a.hooks[name] ?? NO_TIME, b.hooks[name] ?? NO_TIME)]),
    ),
    rest: a.rest + b.rest,
  };
}

/** Of what was never called. */
export const NO_TIME: Timing = { seconds: 0, calls: 0 };

/** Two timings of the same part together. */
export function addTiming(a: Timing, b: Timing): Timing {
  return { seconds: a.seconds + b.seconds, calls: a.calls + b.calls };
}
