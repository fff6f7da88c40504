import type { Awaitable } from '@amnl/core-loop';
import type { RunData } from '../run-data.js';

/** Where the live page takes a run from: a folder on disk, or an object in memory of one's own trainer. */
export interface LiveSource {
  /** Cheap to ask, and different once the run may have changed: times of files, or a count. */
  version(): Awaitable<string>;
  /** The run as it is now. Lists may grow in place; entries must not be changed once they were handed out. */
  read(): Awaitable<RunData>;
}
