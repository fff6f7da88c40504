import type { EpochRecord, StopReason, Timings } from '@amnl/core-loop';
import type { Best } from '@amnl/early-stop';
import type { Evaluation } from '../pipeline/evaluation.js';
import { ofFleet, wholeLivesOf } from '../pipeline/prognostics.js';
import type { CalibrationData } from '../schemas/calibration.js';
import { underBothNames } from '../schemas/earlier-names.js';
import { type WhatWasRunParts, whatWasRun } from './what-was-run.js';

/** What `metrics.json` is made from. */
export interface MetricsParts extends WhatWasRunParts {
  readonly engine: string;
  readonly backend: string;
  readonly history: readonly EpochRecord[];
  readonly reason: StopReason;
  readonly best: Best;
  readonly evaluation: Evaluation;
  /** Of the units held out, in a run of a fold whose data have test units. */
  readonly heldOut?: Evaluation;
  /** Predictions over the whole lives of the units held out. */
  readonly calibration?: CalibrationData | undefined;
  /** Of `fit`, all processes of the run together; undefined if nothing was trained. */
  readonly timings?: Timings | undefined;
  /** Wall seconds from the first step to the end of the final evaluation. */
  readonly seconds: number;
}

/**
 * The content of `metrics.json`: what was run, then the flat figures of the best weights over the test units, then
 * tables. Epochs count from 0, as everywhere.
 */
export function trainingMetrics(parts: MetricsParts) {
  const { history, evaluation, heldOut, calibration, best } = parts;
  const wholeLives = calibration && wholeLivesOf(calibration);
  const trained = history.reduce((sum, { seconds }) => sum + seconds, 0);
  const samples = history.reduce((sum, { seconds, samplesPerSecond }) => sum + seconds * samplesPerSecond, 0);
  return {
    ...whatWasRun(parts),
    engine: parts.engine,
    backend: parts.backend,
    epochs: history.length,
    bestEpoch: best.epoch ?? null,
    /** On the units selected on: the test units, or the held-out ones. */
    selected_RMSE_last_cycle: best.value ?? null,
    stopped_by: parts.reason.by,
    stopped_because: parts.reason.because,
    ...underBothNames(evaluation.metrics),
    ...(heldOut && { holdout: heldOut.metrics }),
    samples_per_second: samples / trained,
    training_seconds: trained,
    seconds: parts.seconds,
    ...(parts.timings && { timings: parts.timings }),
    ...(evaluation.intervals && { intervals: evaluation.intervals }),
    ...(wholeLives && { wholeLives: ofFleet(wholeLives) }),
    report: evaluation.report,
  };
}

/** Everything in `metrics.json`. */
export type TrainingMetrics = ReturnType<typeof trainingMetrics>;
