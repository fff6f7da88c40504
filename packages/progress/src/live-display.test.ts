import { TrainEmitter } from '@amnl/core-loop';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { emulated } from '../test/emulator.js';
import { afterwards, begin, end, evaluate, play, progressAt, quietly, train } from '../test/play.js';
import { printProgress } from './print-progress.js';

beforeEach(quietly);
afterEach(afterwards);

/** Time enough for the next drawing. */
const aMoment = () => vi.advanceTimersByTime(100);
const METRICS = { learningRate: 0.1, loss: 1, val_loss: 20.5 };

describe('printProgress on a terminal', () => {
  it('shows a block from the beginning on, and a table at the end', async () => {
    const { terminal, stream } = emulated();
    const events = begin({ stream });
    expect(await terminal.everything()).toEqual([
      'epoch 1/2         ───────────────────   0 %  batch 0/4',
      'whole run         ───────────────────   0 %',
    ]);
    play(events, 0, METRICS);
    train(events, 1, { batches: 2 });
    aMoment();
    expect(await terminal.everything()).toEqual([
      'epoch 2/2         ━━━━━━━━━━─────────  50 %  batch 2/4         2 s left',
      'whole run         ━━━━━━━━━━━━━━─────  75 %  20 samples/s      2 s left',
      'loss              1',
      'val_loss          20.50     best 20.50 (epoch 1)',
      'steps             learningRate 0.1000',
    ]);
    expect(await terminal.isClean()).toBe(true);
    evaluate(events, 1, { ...METRICS, loss: 0.5, val_loss: 21.5 });
    end(events);
    expect(await terminal.everything()).toEqual([
      'metric      best               last',
      'loss      0.5000 (epoch 2)   0.5000',
      'val_loss   20.50 (epoch 1)    21.50',
      '5.1 s · all 2 epochs are done',
    ]);
    expect(await terminal.isClean()).toBe(true);
  });

  it('shows the learning rate of the last step', async () => {
    const { terminal, stream } = emulated();
    const events = begin({ stream });
    train(events, 0, { batches: 1 });
    events.emit('step:ended', { progress: progressAt(0, 1), scalars: { learningRate: 0.025 } });
    aMoment();
    expect((await terminal.screen()).at(-1)).toBe('steps             learningRate 0.02500');
  });

  it('draws at most ten times a second', () => {
    const { terminal, stream } = emulated();
    const events = begin({ stream }, { batches: 1000 });
    train(events, 0, { batches: 1000, ms: 1 });
    const drawings = terminal.bytes.split('\u001b[?2026h').length - 1;
    expect(drawings).toBeGreaterThan(5);
    expect(drawings).toBeLessThanOrEqual(11); // the first one comes at once
  });

  it('counts the time down while it evaluates', async () => {
    const { terminal, stream } = emulated();
    const events = begin({ stream });
    play(events, 0, METRICS);
    train(events, 1);
    events.emit('eval:started', { progress: progressAt(1, 4) });
    aMoment();
    expect((await terminal.screen())[0]).toBe(
      'epoch 2/2         ━━━━━━━━━━━━━━━━━━━ 100 %  evaluating        1 s left',
    );
    vi.advanceTimersByTime(900);
    expect((await terminal.screen())[0]).toMatch(/evaluating {8}0 s left$/);
  });

  it('lets notices and failures scroll by above the block, also before the run', async () => {
    const { terminal, stream } = emulated(60, 10);
    const events = new TrainEmitter();
    printProgress(events, { stream });
    events.emit('run:notice', { by: 'early', message: 'hello' });
    expect(await terminal.everything()).toEqual(['[early] hello']);
    events.emit('fit:started', { progress: progressAt(0), epochs: 2, batchesPerEpoch: 4 });
    events.emit('run:notice', { by: 'late', message: 'two\nlines \u001b[31mwithout colour' });
    events.emit('listener:failed', { event: 'batch:ended', error: new Error('of no avail') });
    expect(await terminal.everything()).toEqual([
      '[early] hello',
      '[late] two\\u000alines \\u001b[31mwithout colour',
      "[progress] a listener of 'batch:ended' failed: of no avail",
      'epoch 1/2         ─────────────────   0 %',
      'whole run         ─────────────────   0 %',
    ]);
  });

  it('redraws as soon as the window has a new size, and waits a little before it goes on', async () => {
    const { terminal, stream } = emulated();
    const events = begin({ stream });
    train(events, 0, { batches: 1 });
    await terminal.resize(50, 24);
    for (const listener of stream.listeners) listener();
    expect((await terminal.everything())[0]).toBe('epoch 1/2 ━━━━───────────  25 %');
    const { bytes } = terminal;
    events.emit('batch:ended', { progress: progressAt(0, 2), samples: 10 });
    aMoment();
    expect(terminal.bytes).toBe(bytes);
    vi.advanceTimersByTime(300);
    expect((await terminal.everything())[0]).toMatch(/50 %/);
  });

  it('begins anew below what the shell has written while the process was stopped', async () => {
    const { terminal, stream } = emulated();
    const events = begin({ stream });
    terminal.feed('^Z\n$ fg\n');
    process.emit('SIGCONT');
    train(events, 0, { batches: 1 });
    aMoment();
    expect((await terminal.everything()).map((row) => row.slice(0, 9))).toEqual([
      'epoch 1/2',
      'whole run',
      '^Z',
      '$ fg',
      'epoch 1/2',
      'whole run',
      'steps    ',
    ]);
  });

  it('uses few colours, and none with NO_COLOR', () => {
    const { terminal, stream } = emulated();
    play(begin({ stream }), 0, { ...METRICS, skipped_steps: 2 });
    aMoment();
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
    const codes = /\u001b\[(\d*)m/g;
    const used = new Set([...terminal.bytes.matchAll(codes)].map(([, code]) => code));
    expect([...used].sort()).toEqual(['0', '1', '2', '32', '33', '36']);
    vi.stubEnv('NO_COLOR', '1');
    const plain = emulated();
    const events = begin({ stream: plain.stream });
    play(events, 0, METRICS);
    aMoment();
    end(events);
    expect(plain.terminal.bytes).not.toMatch(codes);
  });

  it.each([
    ['is told to stop', (stop: () => void) => stop(), []],
    ['was aborted before an epoch was done', (_: () => void, events: TrainEmitter) => end(events, abortError()), []],
    [
      'failed',
      (_: () => void, events: TrainEmitter) => end(events, new Error('power cut')),
      ['0.0 s · error: Error: power cut'],
    ],
  ])('leaves nothing behind when it %s', async (_, finish, left) => {
    const { terminal, stream } = emulated();
    const events = new TrainEmitter();
    const others = process.listenerCount('SIGCONT');
    const stop = printProgress(events, { stream }, { epochs: 1, batchesPerEpoch: 4 });
    terminal.feed('^C');
    finish(stop, events);
    expect(await terminal.everything()).toEqual(left);
    expect(await terminal.isClean()).toBe(true);
    expect(stream.listeners.size).toBe(0);
    expect(process.listenerCount('SIGCONT')).toBe(others);
    expect(vi.getTimerCount()).toBe(0);
    const { bytes } = terminal;
    play(events, 0, METRICS);
    expect(terminal.bytes).toBe(bytes);
  });

  it('keeps the table of a run that was aborted, without a word on why', async () => {
    const { terminal, stream } = emulated();
    const events = begin({ stream });
    play(events, 0, METRICS);
    end(events, abortError());
    expect(await terminal.everything()).toHaveLength(3);
  });

  it('lets a run go on whose terminal is gone', () => {
    let gone = false;
    const write = () => {
      if (gone) throw new Error('EIO');
    };
    const events = begin({ stream: { write, isTTY: true } });
    gone = true;
    train(events, 0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('fits into any window', async () => {
    const size = fc.record({ columns: fc.integer({ min: 2, max: 250 }), rows: fc.integer({ min: 2, max: 60 }) });
    await fc.assert(
      fc.asyncProperty(size, async ({ columns, rows }) => {
        const { terminal, stream } = emulated(columns, rows);
        const events = begin({ stream });
        play(events, 0, METRICS);
        train(events, 1, { batches: 2 });
        aMoment();
        expect(await terminal.wrapped()).toBe(0);
        expect(await terminal.everything()).toHaveLength(Math.min(5, rows - 1));
        expect(await terminal.isClean()).toBe(true);
        events.emit('fit:ended', { progress: progressAt(1), reason: { by: 'user', because: '' }, error: abortError() });
      }),
      { numRuns: 50 },
    );
  });
});

function abortError(): Error {
  return Object.assign(new Error('stop'), { name: 'AbortError' });
}
