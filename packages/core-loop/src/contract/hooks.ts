import type { Scalar } from '@tensorflow/tfjs-core';
import type { Awaitable } from './awaitable.js';
import type { Metrics, StopReason } from './records.js';
import type { Run } from './run.js';
import type { StepContext } from './step-context.js';
import type { NamedTensors } from './tensors.js';

/** Series hooks: awaited one plugin after the other, between steps. */
export interface SeriesHooks {
  /** Before the first epoch; variables may be created here. */
  fitStart(run: Run): Awaitable<void>;
  /** Before an epoch's first batch: the place for epoch-wise schedules. */
  epochStart(run: Run): Awaitable<void>;
  /** Before the first micro-batch of an optimiser step. */
  stepStart(run: Run): Awaitable<void>;
  /** After an optimiser step. */
  stepEnd(run: Run): Awaitable<void>;
  /** After evaluation, before saving and stopping. `metrics` holds everything reported in the epoch. */
  epochEnd(run: Run, metrics: Metrics): Awaitable<void>;
  /**
   * Once, however the run ended; also after an error (then `reason.by` is `'error'`), and also if the `fitEnd` of another
   * plugin fails.
   */
  fitEnd(run: Run, reason: StopReason): Awaitable<void>;
}

/** Hooks in the step: synchronous, tensors in and out, traceable. What they return replaces the value. */
export interface StepHooks {
  /** The total loss of a micro-batch, before it is differentiated. */
  loss(step: StepContext, total: Scalar): Scalar;
  /** The group's mean gradients by parameter name, before the optimiser. */
  gradients(step: StepContext, gradients: NamedTensors): NamedTensors;
  /** After the optimiser has assigned the new parameters. */
  updated(step: StepContext): void;
}

/** Around hooks: do something, `await next()`, undo it in `finally`. The first plugin in order is the outermost. */
export interface AroundHooks {
  /** Around an evaluation; returns its metrics. */
  evaluate(run: Run, next: () => Promise<Metrics>): Promise<Metrics>;
  /** Around saving a checkpoint. */
  save(run: Run, next: () => Promise<void>): Promise<void>;
}

/** Every hook a plugin may have. */
export interface Hooks extends SeriesHooks, StepHooks, AroundHooks {}

/** Names of the series hooks, in the order in which a run reaches them. */
export const SERIES_HOOKS = ['fitStart', 'epochStart', 'stepStart', 'stepEnd', 'epochEnd', 'fitEnd'] as const;
/** Names of the hooks in the step, in order. */
export const STEP_HOOKS = ['loss', 'gradients', 'updated'] as const;
/** Names of the around hooks, in order. */
export const AROUND_HOOKS = ['evaluate', 'save'] as const;
/** All hook names. */
export const HOOK_NAMES = [...SERIES_HOOKS, ...STEP_HOOKS, ...AROUND_HOOKS] as const;
/** A hook's name. */
export type HookName = (typeof HOOK_NAMES)[number];
