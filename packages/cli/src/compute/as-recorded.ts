import { BACKENDS, ENGINES } from '../config/config-values.js';
import type { ComputeChoice } from './choose-compute.js';

/** What a run's record says of engine and backend. */
interface Recorded {
  /** What was asked for. */
  readonly config: ComputeChoice;
  /** In use. */
  readonly engine: string;
  readonly backend: string;
}

/**
 * What a run that goes on computes with. Where the same is asked for as then, `auto` is what it was then, whatever has been installed
 * or removed since: figures of another engine or backend differ in their last bits.
 */
export function asRecorded(asked: ComputeChoice, { config, engine, backend }: Recorded): ComputeChoice {
  if (asked.engine !== config.engine || asked.backend !== config.backend) return asked;
  const used = oneOf(ENGINES, engine) ?? asked.engine;
  const usedBackend = used === 'eager' ? oneOf(BACKENDS, backend) : undefined;
  return { engine: used, backend: usedBackend ?? asked.backend };
}

function oneOf<T extends string>(allowed: readonly T[], value: string): T | undefined {
  return allowed.find((one) => one === value);
}
