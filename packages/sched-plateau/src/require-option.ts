import { TrainError } from '@amnl/core-loop';

/** Throws `CL_OPTION_INVALID` in the name of `sched-plateau` unless `ok`: says which option, what it must be and what it was. */
export function requireOption(ok: boolean, name: string, expected: string, found: unknown): void {
  if (ok) return;
  throw new TrainError('CL_OPTION_INVALID', `${name} must be ${expected}, found ${String(found)}`, { by: 'sched-plateau' });
}
