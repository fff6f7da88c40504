import { knownOptions, requireOption } from '@amnl/core-loop';
import type { PlateauRule } from './plateau.js';

/** Options of the plugin `plateau`. */
export interface PlateauOptions extends Partial<PlateauRule> {
  /** Name of the metric it watches. @default 'val_loss' */
  readonly monitor?: string;
  /** First epoch (zero-based) whose metric counts: the length of the warm-up. @default 10 */
  readonly startEpoch?: number;
}

const NAMES = [
  'monitor',
  'startEpoch',
  'mode',
  'factor',
  'patience',
  'threshold',
  'thresholdMode',
  'cooldown',
  'min',
  'eps',
] as const;

/** The options with their defaults. Throws `CL_OPTION_UNKNOWN`, `CL_OPTION_INVALID`. */
export function withDefaults(options: PlateauOptions): Required<PlateauOptions> {
  knownOptions('plateau', options, NAMES);
  const full = {
    monitor: 'val_loss',
    startEpoch: 10,
    mode: 'min',
    factor: 0.5,
    patience: 30,
    threshold: 1e-4,
    thresholdMode: 'rel',
    cooldown: 0,
    min: 5e-6,
    eps: 1e-8,
    ...options,
  } as const;
  requireOption(
    'plateau',
    typeof full.monitor === 'string' && full.monitor !== '',
    'monitor',
    'the name of a metric',
    full.monitor,
  );
  requireOption('plateau', full.mode === 'min' || full.mode === 'max', 'mode', "'min' or 'max'", full.mode);
  requireOption('plateau', full.factor > 0 && full.factor < 1, 'factor', 'a number between 0 and 1', full.factor);
  const { thresholdMode } = full;
  requireOption(
    'plateau',
    thresholdMode === 'rel' || thresholdMode === 'abs',
    'thresholdMode',
    "'rel' or 'abs'",
    thresholdMode,
  );
  for (const name of ['startEpoch', 'patience', 'cooldown'] as const) {
    requireOption(
      'plateau',
      Number.isInteger(full[name]) && full[name] >= 0,
      name,
      'a number of epochs ≥ 0',
      full[name],
    );
  }
  for (const name of ['threshold', 'min', 'eps'] as const) {
    requireOption('plateau', Number.isFinite(full[name]) && full[name] >= 0, name, 'a number ≥ 0', full[name]);
  }
  return full;
}
