/** What a step and an evaluation of a variant took when they were tried, in seconds. */
export interface StepTimes {
  /** An optimiser step. */
  readonly step: number;
  /** Predicting one window. */
  readonly window: number;
  /** What the first step and the first evaluation took longer: building and compiling. */
  readonly start: number;
}

/** How much work a run is. */
export interface RunWork {
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  /** Windows that are evaluated after every epoch, and after the last one. */
  readonly windowsPerEpoch: number;
  readonly finalWindows: number;
}

/** Hours that a run takes if its machine does nothing else. */
export function runHours({ step, window, start }: StepTimes, work: RunWork): number {
  const epoch = work.stepsPerEpoch * step + work.windowsPerEpoch * window;
  return (start + work.epochs * epoch + work.finalWindows * window) / 3600;
}

/** Hours until all runs are done that are begun in their order, each by the first of `workers` that is free. */
export function makespan(runs: readonly number[], workers: number): number {
  const free = new Array<number>(Math.min(workers, runs.length)).fill(0);
  for (const hours of runs) free[free.indexOf(Math.min(...free))]! += hours;
  return Math.max(0, ...free);
}
