import { knownOptions, requireOption } from '@amnl/core-loop';
import type { AdamWConstants } from './adamw.js';
import { type GroupOptions, requireGroupOptions } from './groups.js';

/** Options of AdamW, in the trainer and outside it. */
export interface AdamWOptions extends Partial<AdamWConstants>, GroupOptions {
  /** α, ≥ 0. @default 1e-3 */
  readonly learningRate?: number;
  /** λ, decoupled and multiplied by the learning rate, ≥ 0. @default 1e-4 (PyTorch's is 1e-2) */
  readonly weightDecay?: number;
}

const NAMES = ['learningRate', 'weightDecay', 'beta1', 'beta2', 'epsilon', 'groups', 'noDecay', 'frozen'] as const;

/**
 * The options with their defaults. Throws `CL_OPTION_UNKNOWN`, `CL_OPTION_INVALID`.
 * @param by the function they were given to
 */
export function withDefaults(by: string, options: AdamWOptions) {
  knownOptions(by, options, NAMES);
  const full = {
    learningRate: 1e-3,
    weightDecay: 1e-4,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    ...options,
  };
  for (const name of ['learningRate', 'weightDecay'] as const) {
    requireOption('optim-adamw', Number.isFinite(full[name]) && full[name] >= 0, name, 'a number ≥ 0', full[name]);
  }
  for (const name of ['beta1', 'beta2'] as const) {
    requireOption(
      'optim-adamw',
      Number.isFinite(full[name]) && full[name] >= 0 && full[name] < 1,
      name,
      'a number in [0, 1)',
      full[name],
    );
  }
  requireOption(
    'optim-adamw',
    Number.isFinite(full.epsilon) && full.epsilon > 0,
    'epsilon',
    'a number > 0',
    full.epsilon,
  );
  requireGroupOptions(full);
  return full;
}
