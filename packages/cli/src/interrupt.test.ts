import '@tensorflow/tfjs';
import { EventEmitter } from 'node:events';
import type { Batch, DataSource, Plugin } from '@amnl/core-loop';
import { tinyTrainer } from '@amnl/core-loop/testing';
import { progress } from '@amnl/progress';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { listenToSignals } from './interrupt.js';
import { exitCodeOf, Interrupted, type StopSignal } from './interrupted.js';

let told = '';
beforeEach(() => {
  told = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    told += String(text);
    return true;
  });
});

/** A run of four epochs of six steps that gets signals in the steps given, and what became of it. */
async function interrupted(signals: Readonly<Record<number, StopSignal>>) {
  const source = new EventEmitter();
  const interrupt = listenToSignals(source);
  const sender: Plugin = {
    name: 'sender',
    hooks: {
      stepEnd({ progress: { step } }) {
        const signal = signals[step];
        if (signal !== undefined) source.emit(signal, signal);
      },
    },
  };
  let printed = '';
  const stream = { write: (text: string) => void (printed += text) };
  const trainer = tinyTrainer({ epochs: 4, plugins: [progress({ stream }), sender, interrupt.plugin] });
  const outcome = await trainer.fit().catch((error: unknown) => error);
  return { interrupt, source, outcome, printed, epochs: trainer.run.history.length, step: trainer.run.progress.step };
}

describe('listenToSignals', () => {
  test('the first Ctrl-C lets the epoch end, as if it had been the last one', async () => {
    const { interrupt, outcome, printed, epochs } = await interrupted({ 8: 'SIGINT' });
    expect(outcome).toMatchObject({ reason: { by: 'interrupt', because: 'interrupted with Ctrl-C' } });
    expect(epochs).toBe(2);
    expect(told).toContain('Stopping after this epoch, then evaluating');
    expect(printed).toMatch(/interrupt: interrupted with Ctrl-C\n$/);
    expect(interrupt.signal).toBe('SIGINT');
  });

  test.each([
    ['SIGTERM', { 8: 'SIGTERM' }, 8],
    ['a second Ctrl-C', { 8: 'SIGINT', 10: 'SIGINT' }, 10],
    ['SIGTERM after Ctrl-C', { 8: 'SIGINT', 9: 'SIGTERM' }, 9],
    ['a second Ctrl-C after the last step of an epoch', { 8: 'SIGINT', 12: 'SIGINT' }, 12],
  ] as const)('%s ends the run before the next step, of which nothing is shown', async (_, signals, at) => {
    const { interrupt, source, outcome, printed, step } = await interrupted(signals);
    expect(outcome).toBeInstanceOf(Error);
    expect(interrupt.caused(outcome)).toBe(true);
    expect(step).toBe(at);
    expect(printed).not.toMatch(/error|interrupt|abort/);
    expect(source.eventNames()).toEqual([]); // the next one is Node's: it kills
  });

  test('an error of something else is not taken for an interrupt, not even after a signal', () => {
    const source = new EventEmitter();
    const interrupt = listenToSignals(source);
    expect(interrupt.caused(undefined)).toBe(false);
    source.emit('SIGTERM', 'SIGTERM');
    expect(interrupt.caused(new Error('disk full'))).toBe(false);
    expect(interrupt.caused(new DOMException('another one', 'AbortError'))).toBe(false);
  });

  test('a guarded source gives its batches until a signal ends the run at once', async () => {
    const signals = new EventEmitter();
    const interrupt = listenToSignals(signals);
    const batch: Batch = { inputs: {}, targets: {}, size: 1 };
    const source: DataSource = { batchesPerEpoch: 3, batches: () => [batch, batch, batch] };
    const seen: Batch[] = [];
    const read = async () => {
      for await (const next of interrupt.guard(source).batches({ epoch: 0, seed: 0 })) {
        seen.push(next);
        if (seen.length === 2) signals.emit('SIGTERM', 'SIGTERM');
      }
    };
    const error = await read().catch((reason: unknown) => reason);
    expect(seen).toHaveLength(2);
    expect(interrupt.caused(error)).toBe(true);
    expect(interrupt.guard(source).batchesPerEpoch).toBe(3);
  });

  test('released, it hears nothing more', () => {
    const source = new EventEmitter();
    listenToSignals(source).release();
    expect(source.eventNames()).toEqual([]);
  });
});

describe('Interrupted', () => {
  test('says what is left, with a command that can be copied', () => {
    expect(new Interrupted('SIGTERM', 1, '/my runs/a').message).toMatch(
      /^Interrupted by SIGTERM after 1 epoch\. .*: amnl evaluate ['"]\/my runs\/a['"]$/,
    );
    expect(new Interrupted('SIGINT', 0, '/run').message).toContain('nothing is left behind');
  });

  test('has the exit code that shells have', () => {
    expect(exitCodeOf('SIGINT')).toBe(130);
    expect(new Interrupted('SIGTERM', 0, '/run').exitCode).toBe(143);
  });
});
