import { knownOptions, type Mode, requireOption } from '@amnl/core-loop';

/** Options of {@link checkpoint}. */
export interface CheckpointOptions {
  /** Folder of the files; created if missing. */
  readonly dir: string;
  /** Metric that decides what is best; `false` keeps no best. @default 'val_loss' */
  readonly monitor?: string | false;
  /** @default 'min' */
  readonly mode?: Mode;
  /** How many of the best epochs to keep; above 1, each also has its own `epoch-0007.safetensors`. @default 1 */
  readonly top?: number;
  /** Also saves `last` within epochs: every so many optimiser steps, or minutes since the last save. @default {} */
  readonly every?: { readonly steps?: number; readonly minutes?: number };
  /** Stored in every file: hash of the configuration, checksum of the data, versions, … @default {} */
  readonly about?: Readonly<Record<string, string>>;
}

/** Options with defaults, checked. @throws CL_OPTION_INVALID */
export function withDefaults(options: CheckpointOptions): Required<CheckpointOptions> {
  knownOptions('checkpoint', options, ['dir', 'monitor', 'mode', 'top', 'every', 'about']);
  const { dir, monitor = 'val_loss', mode = 'min', top = 1, every = {}, about = {} } = options;
  knownOptions('checkpoint', every, ['steps', 'minutes']);
  const { steps, minutes } = every;
  const check = (fits: boolean, name: string, expected: string, found: unknown) =>
    requireOption('checkpoint', fits, name, expected, found);
  const isCount = (value: number) => Number.isSafeInteger(value) && value > 0;
  check(typeof dir === 'string' && dir !== '', 'dir', 'the name of a folder', dir);
  const isName = typeof monitor === 'string' && monitor !== '';
  check(monitor === false || isName, 'monitor', 'the name of a metric, or false', monitor);
  check(mode === 'min' || mode === 'max', 'mode', "'min' or 'max'", mode);
  check(isCount(top), 'top', 'a positive integer', top);
  check(steps === undefined || isCount(steps), 'every.steps', 'a positive integer', steps);
  check(minutes === undefined || (minutes > 0 && minutes < Infinity), 'every.minutes', 'a number > 0', minutes);
  const areTexts = Object.values(about).every((text) => typeof text === 'string');
  check(areTexts, 'about', 'an object of strings', about);
  return { dir, monitor, mode, top, every, about };
}
