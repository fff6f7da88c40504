import type { Run } from '../contract/run.js';

/** Input of a view: the run itself, whose `stopBy` gets the caller. */
type Viewed = Omit<Run, 'stop'> & { stopBy(plugin: string, ...how: Parameters<Run['stop']>): void };

/** The run as one plugin sees it: read-only, and `stop` knows who called. */
export function viewOf(state: Viewed, plugin: string): Run {
  return {
    get progress() {
      return state.progress;
    },
    get epochs() {
      return state.epochs;
    },
    get evaluated() {
      return state.evaluated;
    },
    get history() {
      return state.history;
    },
    get timings() {
      return state.timings;
    },
    seed: state.seed,
    model: state.model,
    scalars: state.scalars,
    events: state.events,
    get: state.get,
    variable: (name, initial, shape) => state.variable(name, initial, shape),
    reported: () => state.reported(),
    snapshot: () => state.snapshot(),
    stop: (because, options) => state.stopBy(plugin, because, options),
    rewind: (snapshot) => state.rewind(snapshot),
  };
}
