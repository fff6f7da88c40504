import { Loss, type Plugin } from '@amnl/core-loop';
import { type AmnlOptions, amnl } from './amnl.js';

/**
 * Binds the `Loss` token to {@link amnl}. Its running means are run-owned variables (`amnl-loss/mean/<task>`,
 * `amnl-loss/weight/<task>`): they persist across epochs and are part of every checkpoint.
 */
export function amnlLoss(options: AmnlOptions = {}): Plugin {
  const loss = amnl(options);
  return {
    name: 'amnl-loss',
    fingerprint: loss,
    provide: (bind) => bind(Loss, () => loss),
  };
}
