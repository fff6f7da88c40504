import { knownOptions, requireOption } from '@amnl/core-loop';
import type { NonFinitePolicy } from './decide.js';

/** Options of {@link nonFinite}. */
export interface NonFiniteOptions {
  /**
   * What happens on a step with NaN or infinity, which is skipped in any case: `'throw'` ends the run with `NF_NOT_FINITE`,
   * `'skip'` continues, `'rollback'` continues, and returns to the last good epoch with a lower rate if steps keep being
   * bad. @default 'throw'
   */
  readonly policy?: NonFinitePolicy;
  /** Skipped steps in a row that `'skip'` and `'rollback'` tolerate, ≥ 0. @default 3 */
  readonly maxInARow?: number;
  /** Rollbacks before the run ends, ≥ 0. @default 3 */
  readonly maxRollbacks?: number;
  /** Multiplies the learning rate at every rollback, in (0, 1]. @default 0.5 */
  readonly factor?: number;
  /** Optimiser steps between two checks of what the steps recorded; the only read-back. @default 50 */
  readonly every?: number;
  /**
   * Also names the operation that produced the first bad number: checks after every step, and reruns the bad batch eagerly,
   * reading back every tensor. For debugging; slow when steps are bad. @default false
   */
  readonly detectAnomaly?: boolean;
}

/** Fills in the defaults. @throws CL_OPTION_INVALID */
export function withDefaults(options: NonFiniteOptions): Required<NonFiniteOptions> {
  knownOptions('nonFinite', options, ['policy', 'maxInARow', 'maxRollbacks', 'factor', 'every', 'detectAnomaly']);
  const full = {
    policy: 'throw',
    maxInARow: 3,
    maxRollbacks: 3,
    factor: 0.5,
    every: 50,
    detectAnomaly: false,
    ...options,
  } as const;
  const demand = (ok: boolean, name: keyof NonFiniteOptions, what: string) =>
    requireOption('non-finite', ok, name, what, full[name]);
  const count = (name: 'maxInARow' | 'maxRollbacks' | 'every', from: number) =>
    demand(Number.isInteger(full[name]) && full[name] >= from, name, `an integer ≥ ${from}`);
  demand(['throw', 'skip', 'rollback'].includes(full.policy), 'policy', "'throw', 'skip' or 'rollback'");
  count('maxInARow', 0);
  count('maxRollbacks', 0);
  demand(full.factor > 0 && full.factor <= 1, 'factor', 'a number in (0, 1]');
  count('every', 1);
  demand(typeof full.detectAnomaly === 'boolean', 'detectAnomaly', 'true or false');
  return full.detectAnomaly ? { ...full, every: 1 } : full;
}
