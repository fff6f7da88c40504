import type { StepEngine } from '@amnl/core-loop';
import type { AskedConfig } from '../config/config.js';
import { notice } from '../terminal/terminal.js';

/** Says that a number of threads was given in vain. */
export function noticeThreads({ threads }: AskedConfig, engine: StepEngine): void {
  if (threads === undefined || threads === 1 || engine.name !== 'eager') return;
  notice(
    `--threads ${threads} has no effect: the eager engine on ${engine.backend} chooses its own threads; wasm has one in Node`,
  );
}
