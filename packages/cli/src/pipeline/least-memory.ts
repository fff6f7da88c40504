import { totalmem } from 'node:os';
import type { Config } from '../config/config.js';
import { cliError } from '../terminal/errors.js';

/** Of float32. */
const BYTES = 4;
/** Input, forget, cell and output gate of an LSTM; query, key and value of attention. */
const [GATES, PROJECTIONS, LSTMS] = [4, 3, 2];

/**
 * Fewest bytes that training holds at once: what the forward pass of one batch keeps for the backward pass. A lower bound, so that nothing is refused that would fit: a run needs more.
 * @param windows of an epoch; a batch has no more
 */
export function leastMemory(config: Config, windows: number): number {
  const { batchSize, window, channels, hidden, heads, network = 'amnl' } = config;
  const width = 2 * hidden; // two directions
  const filters = channels.reduce((sum, filters) => sum + filters, 0);
  const convLstm = filters + LSTMS * GATES * width;
  const perCycle = {
    amnl: convLstm + PROJECTIONS * width + heads * window,
    'conv-lstm': convLstm,
    lstm: GATES * hidden,
    cnn: filters,
  }[network];
  return BYTES * Math.min(batchSize, windows) * window * perCycle;
}

/** Bytes of memory that this process may have at most: of the machine, or of its container. */
function machineMemory(): number {
  return Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
}

/** Refuses what cannot fit: the system would end the process without a word. @throws CLI_OUT_OF_MEMORY */
export function requireMemory(config: Config, windows: number, has = machineMemory()): void {
  const needs = leastMemory(config, windows);
  if (needs <= has) return;
  throw cliError(
    'CLI_OUT_OF_MEMORY',
    `training needs more than ${inGigabytes(needs)} of memory, and there are ${inGigabytes(has)}. Reduce batchSize, window, hidden, heads or channels`,
  );
}

function inGigabytes(bytes: number): string {
  return `${Number((bytes / 1e9).toPrecision(3))} GB`;
}
