import { TrainEmitter } from '@amnl/core-loop';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { afterwards, begin, end, play, progressAt, quietly, train } from '../test/play.js';
import { AMNL_WISHES } from '../test/views.js';
import { printProgress } from './print-progress.js';

beforeEach(quietly);
afterEach(afterwards);

/** A file or a pipe. */
function file() {
  let text = '';
  return { stream: { write: (more: string) => void (text += more) }, written: () => text };
}

describe('printProgress, not on a terminal', () => {
  it('prints one plain line an epoch, the best ones and why it ended', () => {
    const { stream, written } = file();
    const events = begin({ stream, ...AMNL_WISHES, metrics: ['loss', 'RMSE_last_cycle', 'weighted_penalty'] });
    play(events, 0, { loss: 1, RMSE_last_cycle: 20.5, weighted_penalty: 1760, other: 7 });
    play(events, 1, { loss: 0.5, RMSE_last_cycle: 21, weighted_penalty: 1500 });
    end(events);
    expect(written()).toBe(
      [
        'epoch 1/2 · 3.0 s · 20 samples/s · loss 1 · RMSE_last_cycle 20.5 · weighted_penalty 1760 · best RMSE_last_cycle 20.5 (epoch 1)',
        'epoch 2/2 · 3.0 s · 20 samples/s · loss 0.5 · RMSE_last_cycle 21 · weighted_penalty 1500 · best RMSE_last_cycle 20.5 (epoch 1)',
        'best RMSE_last_cycle 20.5 (epoch 1) · weighted_penalty 1500 (epoch 2)',
        '6.0 s · all 2 epochs are done',
        '',
      ].join('\n'),
    );
  });

  it('prints the task losses instead of their total, and skipped steps where there are some', () => {
    const { stream, written } = file();
    const events = begin({ stream });
    const metrics = { loss: 0.9, rul_loss: 993.4, health_loss: 0.5, val_loss: 0.8 };
    play(events, 0, { ...metrics, skipped_steps: 0 });
    play(events, 1, { ...metrics, skipped_steps: 3 });
    const tail = 'rul_loss 993.4 · health_loss 0.5 · val_loss 0.8';
    expect(written().split('\n').slice(0, 2)).toEqual([
      `epoch 1/2 · 3.0 s · 20 samples/s · ${tail} · best val_loss 0.8 (epoch 1)`,
      `epoch 2/2 · 3.0 s · 20 samples/s · ${tail} · skipped_steps 3 · best val_loss 0.8 (epoch 1)`,
    ]);
  });

  it('prints what the evaluation gives', () => {
    const { stream, written } = file();
    const events = begin({ stream });
    train(events, 0);
    events.emit('eval:ended', { progress: progressAt(0), metrics: { val_loss: 2, accuracy: 0.9 } });
    events.emit('epoch:ended', { progress: progressAt(0), metrics: { loss: 1, val_loss: 2, accuracy: 0.9, lr: 3 } });
    expect(written()).toBe(
      'epoch 1/2 · 2.0 s · 20 samples/s · loss 1 · val_loss 2 · accuracy 0.9 · best val_loss 2 (epoch 1)\n',
    );
  });

  it('prints at most one line per 30 s within an epoch', () => {
    const { stream, written } = file();
    play(begin({ stream }, { batches: 80 }), 0, {}, { batches: 80, ms: 1000 });
    expect(written().split('\n')).toEqual([
      'epoch 1/2 · 37 % (30/80 batches) · 10 samples/s',
      'epoch 1/2 · 75 % (60/80 batches) · 10 samples/s',
      'epoch 1/2 · 1 min 21 s · 10 samples/s',
      '',
    ]);
  });

  it('goes without the number of batches', () => {
    const { stream, written } = file();
    play(begin({ stream }, { epochs: 1, batches: 'unknown' }), 0, {}, { batches: 1, ms: 30_000 });
    expect(written()).toMatch(/^epoch 1\/1 · batch 1 · 0 samples\/s\n/);
  });

  it('shows chosen metrics and the best of another one, the other way round', () => {
    const { stream, written } = file();
    const events = begin({ stream, metrics: ['accuracy'], monitor: 'accuracy', mode: 'max' });
    play(events, 0, { loss: 1, accuracy: 0.8 });
    play(events, 1, { loss: 1, accuracy: Number.NaN });
    expect(written()).toMatch(
      /accuracy 0.8 · best accuracy 0.8 \(epoch 1\)\n.*accuracy NaN · best accuracy 0.8 \(epoch 1\)\n$/,
    );
    expect(written()).not.toContain('loss');
  });

  it('names once what is asked for and not reported', () => {
    const { stream, written } = file();
    const events = begin({ stream, metrics: ['los', 'accuracy'], monitor: 'val_los' });
    const metrics = { loss: 1, val_loss: 2, accuracy: 0.5 };
    for (const epoch of [0, 1]) play(events, epoch, metrics);
    expect(written().split('\n')).toEqual([
      expect.stringMatching(/^epoch 1\/2 .* accuracy 0.5$/),
      "[progress] no metric 'los', 'val_los'; reported: loss, val_loss, accuracy. Did you mean 'loss'? Did you mean 'val_loss'? Change { metrics, monitor } if it will not come",
      expect.stringMatching(/^epoch 2\/2 /),
      '',
    ]);
  });

  it('counts the samples of this process alone where a run is continued in the middle of an epoch', () => {
    const { stream, written } = file();
    const events = new TrainEmitter();
    const history = [{ epoch: 0, metrics: { val_loss: 19 }, seconds: 1, samplesPerSecond: 1 }];
    printProgress(events, { stream }, { epochs: 2, batchesPerEpoch: 4, progress: progressAt(1, 2), history });
    play(events, 1, { val_loss: 21 }, { from: 2 });
    end(events);
    expect(written()).toBe(
      'epoch 2/2 · 2.0 s · 20 samples/s · val_loss 21 · best val_loss 19 (epoch 1)\n2.0 s · all 2 epochs are done\n',
    );
  });

  it('prints notices and failed listeners', () => {
    const { stream, written } = file();
    const events = begin({ stream });
    events.on('eval:started', () => {
      throw new Error('disk on fire');
    });
    events.emit('run:notice', { by: 'optim-adamw', message: 'the decay step at epoch 100 is never reached' });
    events.emit('eval:started', { progress: progressAt(0) });
    expect(written()).toBe(
      "[optim-adamw] the decay step at epoch 100 is never reached\n[progress] a listener of 'eval:started' failed: disk on fire\n",
    );
  });

  it.each([
    ['CI', 'true'],
    ['TERM', 'dumb'],
  ])('writes plain lines on a terminal, too, where %s is %s', (name, value) => {
    vi.stubEnv(name, value);
    const { stream, written } = file();
    const events = begin({ stream: { ...stream, isTTY: true } });
    play(events, 0, { loss: 1 });
    expect(written()).toBe('epoch 1/2 · 3.0 s · 20 samples/s · loss 1\n');
  });

  it('stops listening when told to', () => {
    const { stream, written } = file();
    const events = new TrainEmitter();
    const stop = printProgress(events, { stream }, { epochs: 1, batchesPerEpoch: 4 });
    stop();
    train(events, 0);
    expect(written()).toBe('');
    expect(events.eventNames()).toEqual([]);
  });
});

it.each([
  [{ mode: 'auto' }, "`mode` must be 'min' or 'max', but is \"auto\""],
  [{ monitor: { accuracy: 'up' } }, "`monitor.accuracy` must be 'min' or 'max', but is \"up\""],
])('refuses %o', (options, message) => {
  expect(() => printProgress(new TrainEmitter(), options as never)).toThrow(message);
  expect(() => printProgress(new TrainEmitter(), options as never)).toThrow('CL_OPTION_INVALID');
});
