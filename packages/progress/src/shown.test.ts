import { describe, expect, it } from 'vitest';
import { AMNL_WISHES } from '../test/views.js';
import { chooseShown, isLoss } from './shown.js';

const AMNL = {
  learningRate: 0.00015,
  weightDecay: 0.0001,
  loss: 0.92,
  rul_loss: 993.4,
  loss_ema_rul: 1077,
  health_loss: 0.5,
  loss_ema_health: 0.55,
  skipped_steps: 0,
  grad_norm: 2.9,
  val_loss: 0.79,
  val_rul_loss: 428.6,
  val_health_loss: 0.32,
  RMSE_last_cycle: 20.58,
  weighted_penalty: 1760,
  health_accuracy: 0.86,
};
const evaluated = (...names: string[]) => new Set(names);

describe('chooseShown', () => {
  it('what was asked for, each monitored metric on its own', () => {
    const names = evaluated('val_loss', 'RMSE_last_cycle', 'weighted_penalty', 'health_accuracy');
    expect(chooseShown(AMNL_WISHES, AMNL, names)).toEqual({
      values: ['rul_loss', 'health_loss'],
      monitored: [
        { name: 'RMSE_last_cycle', mode: 'min' },
        { name: 'weighted_penalty', mode: 'min' },
      ],
      steps: ['learningRate', 'grad_norm', 'skipped_steps', 'weightDecay'],
      line: ['rul_loss', 'health_loss', 'RMSE_last_cycle', 'weighted_penalty'],
    });
  });

  it('unasked the loss, that of the evaluation, and three more of its metrics', () => {
    const known = { loss: 1, val_loss: 2, accuracy: 0.9, recall: 0.8, precision: 0.7, f1: 0.6 };
    const names = evaluated('val_loss', 'accuracy', 'recall', 'precision', 'f1');
    expect(chooseShown({}, known, names)).toEqual({
      values: ['loss', 'accuracy', 'recall', 'precision'],
      monitored: [{ name: 'val_loss', mode: 'min' }],
      steps: [],
      line: ['loss', 'val_loss', 'accuracy', 'recall', 'precision'],
    });
  });

  it('before the first evaluation what training reports', () => {
    expect(chooseShown({}, { loss: 1 }, evaluated())).toMatchObject({ values: ['loss'], monitored: [] });
    expect(chooseShown({}, {}, evaluated())).toMatchObject({ values: [], monitored: [] });
  });

  it('just the metrics that were asked for, in their order, as far as reported', () => {
    const shown = chooseShown(
      { metrics: ['f1', 'loss', 'absent'], monitor: 'f1', mode: 'max' },
      { loss: 1, f1: 2 },
      evaluated('f1'),
    );
    expect(shown).toMatchObject({
      values: ['loss'],
      monitored: [{ name: 'f1', mode: 'max' }],
      line: ['f1', 'loss', 'absent'],
    });
  });

  it('the best of several metrics, each in its way', () => {
    const monitor = { accuracy: 'max', val_loss: 'min', absent: 'min' } as const;
    const { monitored } = chooseShown({ monitor }, { loss: 1, val_loss: 2, accuracy: 0.9 }, evaluated());
    expect(monitored).toEqual([
      { name: 'accuracy', mode: 'max' },
      { name: 'val_loss', mode: 'min' },
    ]);
  });

  it('no other metric in place of one that was asked for and is not there', () => {
    expect(chooseShown({ monitor: 'absent' }, AMNL, evaluated()).monitored).toEqual([]);
  });

  it('nothing twice', () => {
    expect(chooseShown({ metrics: ['loss', 'learningRate', 'loss'] }, AMNL, evaluated())).toMatchObject({
      values: ['loss', 'learningRate'],
      steps: ['grad_norm', 'skipped_steps', 'weightDecay'],
    });
  });
});

it.each([
  ['loss', true],
  ['rul_loss', true],
  ['val_loss', false],
  ['val_rul_loss', false],
  ['loss_ema_rul', false],
  ['accuracy', false],
])('%s is a loss of training: %s', (name, expected) => {
  expect(isLoss(name)).toBe(expected);
});
