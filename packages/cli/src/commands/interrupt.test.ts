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
  const exits: number[] = [];
  const interrupt = listenToSignals(source, (code) => void exits.push(code));
  interrupt.begin();
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
  return { interrupt, exits, outcome, printed, epochs: trainer.run.history.length, step: trainer.run.progress.step };
}

describe('listenToSignals', () => {
  test.each([
    ['Ctrl-C', 'SIGINT', 8],
    ['SIGTERM', 'SIGTERM', 8],
    ['a signal in the last step of an epoch', 'SIGTERM', 12],
  ] as const)('%s ends the run after the step under way, which is no error', async (_, signal, at) => {
    const { interrupt, outcome, printed, step, epochs, exits } = await interrupted({ [at]: signal });
    expect(outcome).toMatchObject({ reason: { by: 'interrupt', because: `interrupted by ${signal}` } });
    expect(step).toBe(at);
    expect(epochs).toBe(1); // of the second epoch nothing is recorded: it is not finished
    expect(printed).not.toContain('error');
    expect(interrupt.signal).toBe(signal);
    expect(exits).toEqual([]);
    expect(printed.includes('[interrupt] Stopping after this step and saving')).toBe(signal === 'SIGINT');
    expect(told).toBe(''); // the run's display owns the terminal
  });

  test('Ctrl-C is answered without a display, too', async () => {
    const source = new EventEmitter();
    const interrupt = listenToSignals(source, () => {});
    interrupt.begin();
    const sender: Plugin = { name: 'sender', hooks: { stepEnd: () => void source.emit('SIGINT', 'SIGINT') } };
    await tinyTrainer({ plugins: [sender, interrupt.plugin], epochs: 1, samples: 4 }).fit();
    expect(told).toBe('\nStopping after this step and saving. Press Ctrl-C again to quit immediately.\n');
  });

  test.each([
    ['a second Ctrl-C', 'SIGINT', 130],
    ['SIGTERM after Ctrl-C', 'SIGTERM', 143],
  ] as const)('%s ends the process at once', async (_, second, code) => {
    const source = new EventEmitter();
    const exits: number[] = [];
    let time = 0;
    listenToSignals(
      source,
      (exit) => void exits.push(exit),
      () => time,
    ).begin();
    source.emit('SIGINT', 'SIGINT');
    time += 400;
    source.emit('SIGINT', 'SIGINT'); // the same press, passed on by npm
    expect(exits).toEqual([]);
    time += 200;
    source.emit(second, second);
    expect(exits).toEqual([code]);
    expect(told.endsWith('\n')).toBe(true); // what comes next begins on a line of its own
  });

  test('SIGTERM right after Ctrl-C is no echo of it', () => {
    const source = new EventEmitter();
    const exits: number[] = [];
    listenToSignals(source, (exit) => void exits.push(exit)).begin();
    source.emit('SIGINT', 'SIGINT');
    source.emit('SIGTERM', 'SIGTERM');
    expect(exits).toEqual([143]);
  });

  test('a signal while data are loaded ends the process: there is nothing to save', () => {
    const source = new EventEmitter();
    const exits: number[] = [];
    listenToSignals(source, (exit) => void exits.push(exit));
    source.emit('SIGTERM', 'SIGTERM');
    expect(exits).toEqual([143]);
    expect(told).toContain('nothing was saved');
  });

  test('a signal between that and the first step lets no step begin', async () => {
    const source = new EventEmitter();
    const interrupt = listenToSignals(source);
    interrupt.begin();
    source.emit('SIGTERM', 'SIGTERM');
    const trainer = tinyTrainer({ plugins: [interrupt.plugin] });
    expect((await trainer.fit()).reason.by).toBe('interrupt');
    expect(trainer.run.progress.step).toBe(0);
  });

  test('an error of something else is not taken for an interrupt, not even after a signal', () => {
    const source = new EventEmitter();
    const interrupt = listenToSignals(source);
    interrupt.begin();
    expect(interrupt.caused(undefined)).toBe(false);
    source.emit('SIGTERM', 'SIGTERM');
    expect(interrupt.caused(new Error('disk full'))).toBe(false);
    expect(interrupt.caused(new DOMException('another one', 'AbortError'))).toBe(false);
  });

  test('a guarded source gives its batches until a signal ends the run at once', async () => {
    const signals = new EventEmitter();
    const interrupt = listenToSignals(signals);
    interrupt.begin();
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
  test('names the command as it was called', () => {
    vi.stubEnv('AMNL_COMMAND', 'npm run amnl --');
    expect(new Interrupted('SIGTERM', 1, '/a').message).toMatch(/: npm run amnl -- train --resume \/a$/);
    vi.unstubAllEnvs();
  });

  test('says what is left, with a command that can be copied', () => {
    expect(new Interrupted('SIGTERM', 1, '/my runs/a').message).toMatch(
      /^Interrupted by SIGTERM after 1 complete epoch; .*: amnl train --resume ['"]\/my runs\/a['"]$/,
    );
    expect(new Interrupted('SIGINT', 0, undefined).message).toContain('nothing was saved');
  });

  test('has the exit code that shells have', () => {
    expect(exitCodeOf('SIGINT')).toBe(130);
    expect(new Interrupted('SIGTERM', 0, '/run').exitCode).toBe(143);
  });
});

test.each([true, false])('the end of who has started it ends a run as SIGTERM does, if that was a pool: %s', (pool) => {
  vi.stubEnv('AMNL_POOL', pool ? '1' : undefined);
  const source = new EventEmitter();
  const interrupt = listenToSignals(source, () => {});
  vi.unstubAllEnvs();
  interrupt.begin();
  source.emit('disconnect');
  expect(interrupt.signal).toBe(pool ? 'SIGTERM' : undefined);
  interrupt.release();
  expect(source.listenerCount('disconnect')).toBe(0);
});
