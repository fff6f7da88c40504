import type { Metrics } from '@amnl/core-loop';
import { chooseShown, type Wishes } from '../src/shown.js';
import type { LiveView } from '../src/tracker.js';

/** Metrics as the pipeline for engines' remaining life reports them. */
export const AMNL_METRICS: Metrics = {
  learningRate: 0.00015,
  weightDecay: 0.0001,
  loss: 0.92,
  rul_loss: 993.4,
  loss_ema_rul: 1077,
  health_loss: 0.5012,
  loss_ema_health: 0.55,
  skipped_steps: 0,
  grad_norm: 2.941,
  val_loss: 0.79,
  val_rul_loss: 428.6,
  val_health_loss: 0.3204,
  RMSE_last_cycle: 20.58,
  weighted_penalty: 1760,
  health_accuracy: 0.86,
};

/** What that pipeline shows of them. */
export const AMNL_WISHES = {
  metrics: ['rul_loss', 'health_loss', 'RMSE_last_cycle', 'weighted_penalty'],
  monitor: { RMSE_last_cycle: 'min', weighted_penalty: 'min' },
} satisfies Wishes;

/** A moment of a run, in the middle of its third epoch. */
export function viewOf(given: Partial<LiveView> = {}, wishes: Wishes = given.metrics ? {} : AMNL_WISHES): LiveView {
  const metrics = given.metrics ?? AMNL_METRICS;
  const latest = given.latest ?? metrics;
  const evaluated = new Set(Object.keys(metrics).filter((name) => /^val_|RMSE|penalty|accuracy/.test(name)));
  return {
    epoch: 2,
    epochs: 20,
    batch: 120,
    batches: 193,
    evaluating: false,
    samplesPerSecond: 1000,
    seconds: 12,
    metrics,
    latest,
    shown: chooseShown(wishes, latest, evaluated),
    best: ({ name }) => (name === 'RMSE_last_cycle' ? { epoch: 1, value: 18.91 } : { epoch: 0, value: 1410 }),
    finished: 2,
    elapsed: 400,
    speed: 1021.4,
    left: { epoch: 134, run: 2465 },
    ...given,
  };
}
