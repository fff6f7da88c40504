import { stripVTControlCharacters } from 'node:util';
import { TrainEmitter } from '@amnl/core-loop';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ProgressOptions, printProgress } from './print-progress.js';

/** A stream that keeps what was written, and what a terminal would show. */
class FakeStream {
  text = '';
  constructor(
    readonly isTTY: boolean,
    readonly columns = 200,
  ) {}
  write(text: string) {
    this.text += text;
  }
  /** Finished lines and the one being redrawn: what is left after every erasure. */
  get screen(): string[] {
    return this.text
      .split('\n')
      .map((line) => stripVTControlCharacters(line.slice(Math.max(0, line.lastIndexOf('\u001b[2K')))));
  }
}

const progressAt = (epoch: number, batch = 0) => ({ epoch, batch, step: 0, micro: 0 });

/** Plays an epoch of `batches` batches of 10 samples, each taking `ms`. */
function play(events: TrainEmitter, epoch: number, metrics: Record<string, number>, { batches = 4, ms = 500 } = {}) {
  events.emit('epoch:started', { progress: progressAt(epoch), scalars: {} });
  for (let batch = 1; batch <= batches; batch++) {
    vi.advanceTimersByTime(ms);
    events.emit('batch:ended', { progress: progressAt(epoch, batch), samples: 10 });
  }
  events.emit('eval:started', { progress: progressAt(epoch, batches) });
  vi.advanceTimersByTime(1000);
  events.emit('epoch:ended', { progress: progressAt(epoch, batches), metrics });
}

function begin(stream: FakeStream, options: ProgressOptions = {}, batchesPerEpoch: number | undefined = 4) {
  const events = new TrainEmitter();
  printProgress(events, { stream, ...options });
  events.emit('fit:started', { progress: progressAt(0), epochs: 2, batchesPerEpoch });
  return events;
}
const end = (events: TrainEmitter) =>
  events.emit('fit:ended', { progress: progressAt(2), reason: { by: 'epochs', because: 'all 2 epochs are done' } });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  for (const name of ['CI', 'NO_COLOR', 'TERM']) vi.stubEnv(name, undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

describe('printProgress, not on a terminal', () => {
  it('prints one plain line an epoch and one at the end', () => {
    const stream = new FakeStream(false);
    const events = begin(stream);
    play(events, 0, { loss: 1, RMSE_last_cycle: 20.5, other: 7 });
    play(events, 1, { loss: 0.5, RMSE_last_cycle: 21 });
    end(events);
    expect(stream.text).toBe(
      [
        'epoch 1/2 · 3.0 s · 20 samples/s · loss 1 · RMSE_last_cycle 20.5 · best RMSE_last_cycle 20.5 (epoch 1)',
        'epoch 2/2 · 3.0 s · 20 samples/s · loss 0.5 · RMSE_last_cycle 21 · best RMSE_last_cycle 20.5 (epoch 1)',
        '6.0 s · epochs: all 2 epochs are done',
        '',
      ].join('\n'),
    );
  });

  it('prints at most one line per 30 s within an epoch', () => {
    const stream = new FakeStream(false);
    const events = begin(stream, {}, 80);
    play(events, 0, {}, { batches: 80, ms: 1000 });
    expect(stream.text.split('\n')).toEqual([
      'epoch 1/2 · 37 % (30/80 batches) · 10 samples/s',
      'epoch 1/2 · 75 % (60/80 batches) · 10 samples/s',
      'epoch 1/2 · 1 min 21 s · 10 samples/s',
      '',
    ]);
  });

  it('goes without the number of batches', () => {
    const stream = new FakeStream(false);
    const events = new TrainEmitter();
    printProgress(events, { stream });
    events.emit('fit:started', { progress: progressAt(0), epochs: 1, batchesPerEpoch: undefined });
    play(events, 0, {}, { batches: 1, ms: 30_000 });
    expect(stream.text).toMatch(/^epoch 1\/1 · batch 1 · 0 samples\/s\n/);
  });

  it('shows chosen metrics and the best of another one, the other way round', () => {
    const stream = new FakeStream(false);
    const events = begin(stream, { metrics: ['accuracy'], monitor: 'accuracy', mode: 'max' });
    play(events, 0, { loss: 1, accuracy: 0.8 });
    play(events, 1, { loss: 1, accuracy: Number.NaN });
    expect(stream.text).toMatch(
      /accuracy 0.8 · best accuracy 0.8 \(epoch 1\)\n.*accuracy NaN · best accuracy 0.8 \(epoch 1\)\n$/,
    );
    expect(stream.text).not.toContain('loss');
  });

  it('prints notices and failed listeners', () => {
    const stream = new FakeStream(false);
    const events = begin(stream);
    events.on('eval:started', () => {
      throw new Error('disk on fire');
    });
    events.emit('run:notice', { by: 'optim-adamw', message: 'the decay step at epoch 100 is never reached' });
    events.emit('eval:started', { progress: progressAt(0) });
    expect(stream.text).toBe(
      "[optim-adamw] the decay step at epoch 100 is never reached\n[progress] a listener of 'eval:started' failed: disk on fire\n",
    );
  });
});

describe('printProgress on a terminal', () => {
  it('redraws one line and leaves two finished ones', () => {
    const stream = new FakeStream(true);
    const events = begin(stream);
    play(events, 0, { loss: 1, RMSE_last_cycle: 20.5 });
    events.emit('epoch:started', { progress: progressAt(1), scalars: {} });
    vi.advanceTimersByTime(500);
    events.emit('batch:ended', { progress: progressAt(1, 1), samples: 10 });
    expect(stream.screen).toEqual([
      'epoch 2/2 ━━━━──────────── 25 % · 20 samples/s · loss 1 · RMSE_last_cycle 20.5 · best RMSE_last_cycle 20.5 (epoch 1)',
    ]);
    events.emit('eval:started', { progress: progressAt(1, 1) });
    expect(stream.screen[0]).toMatch(/^epoch 2\/2 evaluating · 20 samples\/s/);
    end(events);
    expect(stream.screen).toEqual([
      'epoch 1/2 · 3.0 s · 20 samples/s · loss 1 · RMSE_last_cycle 20.5 · best RMSE_last_cycle 20.5 (epoch 1)',
      '3.5 s · epochs: all 2 epochs are done',
      '',
    ]);
  });

  it('draws at most ten times a second', () => {
    const stream = new FakeStream(true);
    const events = begin(stream, {}, 1000);
    events.emit('epoch:started', { progress: progressAt(0), scalars: {} });
    for (let batch = 1; batch <= 1000; batch++) {
      vi.advanceTimersByTime(1);
      events.emit('batch:ended', { progress: progressAt(0, batch), samples: 1 });
    }
    expect(stream.text.split('\u001b[2K').length - 1).toBe(10);
  });

  it('fits into a narrow terminal', () => {
    const stream = new FakeStream(true, 30);
    const events = begin(stream);
    events.emit('epoch:started', { progress: progressAt(0), scalars: {} });
    vi.advanceTimersByTime(1000);
    events.emit('batch:ended', { progress: progressAt(0, 1), samples: 10 });
    expect(stream.screen[0]).toHaveLength(29);
    expect(stream.screen[0]).toMatch(/…$/);
  });

  it('lets a notice scroll by above the line', () => {
    const stream = new FakeStream(true);
    const events = begin(stream);
    play(events, 0, { loss: 1 });
    events.emit('run:notice', { by: 'x', message: 'hello' });
    expect(stream.screen).toEqual(['[x] hello', '']);
  });

  it('uses colours, but not with NO_COLOR', () => {
    const coloured = new FakeStream(true);
    play(begin(coloured), 0, { loss: 1 });
    expect(coloured.text).toContain('\u001b[1mepoch 1/2 \u001b[0m');
    vi.stubEnv('NO_COLOR', '1');
    const plain = new FakeStream(true);
    play(begin(plain), 0, { loss: 1 });
    expect(plain.text).not.toMatch(/\[\d+m/);
  });

  it.each([
    ['CI', 'true'],
    ['TERM', 'dumb'],
  ])('writes plain lines where %s is %s', (name, value) => {
    vi.stubEnv(name, value);
    const stream = new FakeStream(true);
    play(begin(stream), 0, { loss: 1 });
    expect(stream.text).toBe('epoch 1/2 · 3.0 s · 20 samples/s · loss 1\n');
  });

  it('stops listening and erases its line when told to', () => {
    const stream = new FakeStream(true);
    const events = new TrainEmitter();
    const stop = printProgress(events, { stream });
    events.emit('fit:started', { progress: progressAt(0), epochs: 1, batchesPerEpoch: 4 });
    play(events, 0, { loss: 1 });
    stop();
    expect(stream.screen).toEqual(['']);
    const written = stream.text;
    play(events, 0, { loss: 1 });
    expect(stream.text).toBe(written);
    expect(events.eventNames()).toEqual([]);
  });
});

it('refuses an unknown mode', () => {
  expect(() => printProgress(new TrainEmitter(), { mode: 'auto' as 'min' })).toThrow('CL_OPTION_INVALID');
});
