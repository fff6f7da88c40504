/** What to do about numbers that are not finite. */
export type NonFinitePolicy = 'throw' | 'skip' | 'rollback';

/** Input of {@link decide}. */
export interface Situation {
  readonly policy: NonFinitePolicy;
  /** The most steps skipped in a row since the last check. */
  readonly longest: number;
  readonly maxInARow: number;
  /** Whether the first bad tensor was data: going back to earlier weights would not help. */
  readonly data: boolean;
  /** Rollbacks so far. */
  readonly rollbacks: number;
  readonly maxRollbacks: number;
}

/** Whether a run with bad steps continues, rolls back, or ends. */
export function decide(situation: Situation): 'go on' | 'go back' | 'fail' {
  const { policy, longest, maxInARow, data, rollbacks, maxRollbacks } = situation;
  if (policy === 'throw') return 'fail';
  if (longest <= maxInARow) return 'go on';
  return policy === 'rollback' && !data && rollbacks < maxRollbacks ? 'go back' : 'fail';
}
