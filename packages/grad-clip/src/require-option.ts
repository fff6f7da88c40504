import { TrainError } from '@amnl/core-loop';

/** Throws `CL_OPTION_INVALID` unless `ok`, saying which option it was, what was found and what to give. */
export function requireOption(ok: boolean, name: string, what: string, found: unknown): void {
  if (ok) return;
  throw new TrainError('CL_OPTION_INVALID', `\`${name}\` is ${String(found)}. Give ${what}`, { by: 'grad-clip' });
}
