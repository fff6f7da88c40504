import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AMNL_METRICS, AMNL_WISHES, viewOf } from '../test/views.js';
import { blockLines } from './block-lines.js';
import { lineWidth, render } from './segments.js';
import type { LiveView } from './tracker.js';

/** The block in a window of some columns. */
const block = (columns: number, view: LiveView = viewOf()) =>
  blockLines(view, columns - 1).map((line) => render(line, false, columns - 1));

describe('the block', () => {
  it('in 80 columns', () => {
    expect(block(80)).toEqual([
      'epoch 3/20        ━━━━━━━━━━━━───────  62 %  batch 120/193     2 min 10 s left',
      'whole run         ━━─────────────────  13 %  1020 samples/s    41 min left',
      'losses            rul_loss 993.4 (val 428.6) · health_loss 0.5012 (val 0.3204)',
      'RMSE_last_cycle   20.58     best 18.91 (epoch 2)',
      'weighted_penalty  1760      best 1410 (epoch 1)',
      'steps             learningRate 1.50e-4 · grad_norm 2.941 · skipped_steps 0',
    ]);
  });

  it('in 80 columns keeps the losses of the evaluation as they get longer, and drops other values first', () => {
    const small = { rul_loss: 93.44, health_loss: 0.05012, val_rul_loss: 48.61, val_health_loss: 0.003204 };
    expect(block(80, viewOf({ latest: { ...AMNL_METRICS, ...small } }))[2]).toBe(
      'losses          rul_loss 93.44 (val 48.61) · health_loss 0.05012 (val 0.003204)',
    );
    // A long name next to it widens the column.
    const monitor = { ...AMNL_WISHES.monitor, score_over_last_cycles: 'min' as const };
    const wide = viewOf({ latest: { ...AMNL_METRICS, score_over_last_cycles: 1760 } }, { ...AMNL_WISHES, monitor });
    expect(block(80, wide)[2]).toBe('losses             rul_loss 993.4 (val 428.6) · health_loss 0.5012 (val 0.3204)');
    const metrics = {
      a_loss: 0.4318,
      b_loss: 0.05012,
      val_a_loss: 0.3902,
      val_b_loss: 0.04321,
      accuracy: 0.91,
      F1: 0.87,
    };
    const wishes = { metrics: ['a_loss', 'b_loss', 'accuracy', 'F1'] };
    const view = viewOf({ metrics }, wishes);
    const values = 'a_loss 0.4318 (val 0.3902) · b_loss 0.05012 (val 0.04321)';
    expect(block(100, view)[2]).toBe(`metrics           ${values} · accuracy 0.9100`);
    expect(block(80, view)[2]).toBe(`metrics           ${values}`);
  });

  it('in 200 columns', () => {
    expect(block(200)).toEqual([
      `epoch 3/20        ${'━'.repeat(37)}${'─'.repeat(23)}  62 %  batch 120/193     2 min 10 s left`,
      `whole run         ${'━'.repeat(8)}${'─'.repeat(52)}  13 %  1020 samples/s    41 min left       6 min 40 s so far`,
      'losses            rul_loss 993.4 (val 428.6) · health_loss 0.5012 (val 0.3204)',
      'RMSE_last_cycle   20.58     best 18.91 (epoch 2)',
      'weighted_penalty  1760      best 1410 (epoch 1)',
      'steps             learningRate 1.50e-4 · grad_norm 2.941 · skipped_steps 0 · weightDecay 1.00e-4',
    ]);
  });

  it('in 60 columns', () => {
    expect(block(60)).toEqual([
      'epoch 3/20        ━━━━━━━━━━━──────  62 %  2 min 10 s left',
      'whole run         ━━───────────────  13 %  41 min left',
      'losses            rul_loss 993.4 · health_loss 0.5012',
      'RMSE_last_cycle   20.58     best 18.91 (epoch 2)',
      'weighted_penalty  1760      best 1410 (epoch 1)',
      'steps             learningRate 1.50e-4 · grad_norm 2.941',
    ]);
  });

  it('in 40 columns', () => {
    expect(block(40)).toEqual([
      'epoch 3/20  62 %  2 min 10 s left',
      'whole run   13 %  41 min left',
      'rul_loss 993.4 · health_loss 0.5012',
      'RMSE_last_cycle 20.58 best 18.91',
      'weighted_penalty 1760 best 1410',
      'learningRate 1.50e-4 · grad_norm 2.941',
    ]);
  });

  it('in 20 columns', () => {
    expect(block(20)).toEqual([
      'epoch 3/20  62 %',
      'whole run   13 %',
      'rul_loss 993.4',
      'RMSE_last_cy… 20.58',
      'weighted_pena… 1760',
      'learningRate 1.50e…',
    ]);
  });

  it('before the first epoch is done', () => {
    const { learningRate, rul_loss, health_loss } = AMNL_METRICS as Record<string, number>;
    const beginning = { epoch: 0, batch: 0, speed: 0, left: { epoch: undefined, run: undefined }, metrics: {} };
    expect(block(80, viewOf({ ...beginning, latest: {} }))).toEqual([
      'epoch 1/20        ───────────────────   0 %  batch 0/193',
      'whole run         ───────────────────   0 %',
    ]);
    const latest = { learningRate: learningRate!, rul_loss: rul_loss!, health_loss: health_loss! };
    expect(block(80, viewOf({ ...beginning, latest })).slice(2)).toEqual([
      'losses            rul_loss 993.4 · health_loss 0.5012',
      'steps             learningRate 1.50e-4',
    ]);
  });

  it('while it evaluates, with the time that this takes', () => {
    expect(block(80, viewOf({ batch: 193, evaluating: true, left: { epoch: 8, run: 2300 } }))[0]).toBe(
      'epoch 3/20        ━━━━━━━━━━━━━━━━━━━ 100 %  evaluating        8 s left',
    );
  });

  it('without the number of batches', () => {
    const view = viewOf({ batches: undefined, left: { epoch: undefined, run: undefined } });
    expect(block(80, view).slice(0, 2)).toEqual([
      'epoch 3/20        ───────────────────        batch 120',
      'whole run         ━━─────────────────  10 %  1020 samples/s',
    ]);
    expect(block(40, view)[0]).toBe('epoch 3/20 batch 120');
  });

  it('of a run that is done already names no epoch beyond the last', () => {
    expect(block(80, viewOf({ epoch: 20, batch: 0 }))[0]).toMatch(/^epoch 20\/20 /);
  });

  it('of a single epoch has one bar', () => {
    expect(block(80, viewOf({ epoch: 0, epochs: 1, left: { epoch: 134, run: 134 } })).slice(0, 2)).toEqual([
      'epoch 1/1         ━━━━━━━━━━━━───────  62 %  batch 120/193     2 min 10 s left',
      'speed             1020 samples/s',
    ]);
  });

  it('of a trainer that just has a loss', () => {
    const metrics = { learningRate: 0.1, loss: 0.4318, val_loss: 0.3902, accuracy: 0.91 };
    const best = () => ({ epoch: 1, value: 0.3851 });
    expect(block(80, viewOf({ metrics, best })).slice(2)).toEqual([
      'metrics           loss 0.4318 · accuracy 0.9100',
      'val_loss          0.3902    best 0.3851 (epoch 2)',
      'steps             learningRate 0.1000',
    ]);
    const alone = viewOf({ metrics: { loss: 0.4318, val_loss: 0.3902 }, best }, { monitor: 'none' });
    expect(block(80, alone).slice(2)).toEqual(['loss              0.4318 (val 0.3902)']);
  });

  it('lets skipped steps catch the eye, however narrow it is', () => {
    const view = viewOf({ latest: { ...AMNL_METRICS, skipped_steps: 3 } });
    expect(blockLines(view, 79).at(-1)).toContainEqual(
      expect.objectContaining({ text: ' · skipped_steps 3', colour: 33 }),
    );
    expect(block(40, view).at(-1)).toBe('learningRate 1.50e-4 · skipped_steps 3');
  });

  it('stays where it is while its figures change', () => {
    const bars = (view: LiveView) => block(80, view)[0]!.indexOf('%');
    const expected = bars(viewOf());
    for (const left of [0, 9, 59, 61, 3599, 7200]) {
      for (const batch of [1, 19, 20, 193]) {
        expect(bars(viewOf({ batch, left: { epoch: left, run: left } }))).toBe(expected);
      }
    }
    expect(bars(viewOf({ latest: {}, metrics: {} }))).toBe(expected);
  });

  it('has no line wider than it may be, whatever the window and the names', () => {
    const metrics = fc.dictionary(fc.string({ unit: 'grapheme', minLength: 1 }), fc.double());
    fc.assert(
      fc.property(metrics, fc.integer({ min: 1, max: 250 }), (found, columns) => {
        const wishes = { metrics: Object.keys(found), monitor: Object.keys(found)[0] };
        for (const line of blockLines(viewOf({ metrics: found }, wishes), columns)) {
          expect(lineWidth([{ text: render(line, false, columns) }])).toBeLessThanOrEqual(columns);
        }
      }),
    );
  });
});
