import { availableParallelism, cpus, loadavg } from 'node:os';

/** Where the figures come from, for the results file. */
export function machine() {
  return {
    date: new Date().toISOString(),
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    /** Processes that wanted to run during the last minute, before the benchmark; 0 on Windows. */
    load: loadavg()[0],
  };
}
