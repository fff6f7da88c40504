import type { Timing, Timings } from '@amnl/core-loop';

/** The time of two parts of a run together; what a plugin of one of them alone took stays as it is. */
export function addTimings(a: Timings, b: Timings): Timings {
  const plugins = [...new Set([...Object.keys(a.hooks), ...Object.keys(b.hooks)])];
  return {
    seconds: a.seconds + b.seconds,
    data: added(a.data, b.data),
    step: added(a.step, b.step),
    evaluation: added(a.evaluation, b.evaluation),
    saving: added(a.saving, b.saving),
    hooks: Object.fromEntries(plugins.map((name) => [name, added(a.hooks[name] ?? NONE, b.hooks[name] ?? NONE)])),
    rest: a.rest + b.rest,
  };
}

const NONE: Timing = { seconds: 0, calls: 0 };

function added(a: Timing, b: Timing): Timing {
  return { seconds: a.seconds + b.seconds, calls: a.calls + b.calls };
}
