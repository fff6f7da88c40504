import '@tensorflow/tfjs';
import { setTimeout } from 'node:timers/promises';
import { MonitorToken, type Plugin } from '@amnl/core-loop';
import { checkPlugin, tinyTrainer } from '@amnl/core-loop/testing';
import { scalar } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Emulator, emulated } from '../test/emulator.js';
import type { ProgressOptions } from './options.js';
import { progress } from './progress.js';

function fakeStream() {
  const lines: string[] = [];
  return { lines, stream: { write: (text: string) => void lines.push(text) } };
}

describe('progress', () => {
  it('tells of a real run, once per fit', async () => {
    const { lines, stream } = fakeStream();
    const trainer = tinyTrainer({ epochs: 2, plugins: [progress({ stream })] });
    await trainer.fit();
    expect(lines).toEqual([
      expect.stringMatching(/^epoch 1\/2 · .* samples\/s · loss .* · val_loss .* · rmse .* · best val_loss/),
      expect.stringMatching(/^epoch 2\/2 /),
      expect.stringMatching(/^best val_loss \S+ \(epoch \d\)\n$/),
      expect.stringMatching(/ · all 2 epochs are done\n$/),
    ]);
    await trainer.fit({ epochs: 3 });
    expect(lines.slice(4)).toEqual([
      expect.stringMatching(/^epoch 3\/3 /),
      expect.stringMatching(/all 3 epochs are done/),
    ]);
  });

  it('knows the best epoch of a run that is continued', async () => {
    const values = [3, 5, 4];
    const metrics = () => ({ accuracy: values.shift()! });
    const { lines, stream } = fakeStream();
    const trainer = tinyTrainer({ metrics, plugins: [progress({ stream, monitor: { accuracy: 'max' } })] });
    await trainer.fit();
    await trainer.fit({ epochs: 3 });
    expect(lines.find((line) => line.startsWith('epoch 3/3'))).toMatch(/accuracy 4 · best accuracy 5 \(epoch 2\)\n$/);
  });

  it('watches what the run is judged by, unless told otherwise', async () => {
    const judge: Plugin = {
      name: 'judge',
      provide: (bind) => bind(MonitorToken, () => ({ metric: 'accuracy', mode: 'max' as const })),
    };
    const best = async (monitor?: string) => {
      const values = [3, 5, 4];
      const { lines, stream } = fakeStream();
      const plugins = [progress({ stream, ...(monitor && { monitor }) }), judge];
      await tinyTrainer({ epochs: 3, metrics: () => ({ accuracy: values.shift()! }), plugins }).fit();
      return lines.at(-2);
    };
    expect(await best()).toBe('best accuracy 5 (epoch 2)\n');
    expect(await best('val_loss')).toMatch(/^best val_loss /);
  });

  it.each(['rmsee', { rmse: 'min', rmsee: 'min' } as const])(
    'refuses to watch %j, which nobody reports',
    async (monitor) => {
      const trainer = tinyTrainer({ plugins: [progress({ stream: fakeStream().stream, monitor })] });
      await expect(trainer.fit()).rejects.toThrow(
        /^\[progress\] .*no metric 'rmsee'; reported: .*rmse\. Did you mean 'rmse'\?.*CL_METRIC_UNKNOWN/,
      );
      trainer.dispose();
    },
  );

  it('refuses to watch val_loss where nothing is evaluated, unless nobody asked for it', async () => {
    const fit = (options: ProgressOptions) =>
      tinyTrainer({
        evaluation: undefined as never,
        plugins: [progress({ stream: fakeStream().stream, ...options })],
      }).fit();
    await expect(fit({ monitor: 'val_loss' })).rejects.toThrow(
      /\[progress\] .*no metric 'val_loss' can be reported.*CL_METRIC_UNKNOWN/,
    );
    await fit({});
  });

  it('a metric that is not reported in every epoch is no reason to end the run', async () => {
    const found = [{ f1: 0.5 }, {}, { f1: 0.75 }];
    const { lines, stream } = fakeStream();
    const plugins = [progress({ stream, monitor: { f1: 'max' } })];
    const trainer = tinyTrainer({ epochs: 3, metrics: () => found.shift()! as { f1: number }, plugins });
    await trainer.fit();
    expect(lines.at(-2)).toBe('best f1 0.75 (epoch 3)\n');
    trainer.dispose();
  });

  it('says what ended a run that failed', async () => {
    const { lines, stream } = fakeStream();
    const failing = { name: 'failing', hooks: { stepEnd: () => Promise.reject(new Error('power cut')) } };
    await expect(tinyTrainer({ plugins: [progress({ stream }), failing] }).fit()).rejects.toThrow('power cut');
    expect(lines.at(-1)).toMatch(/error: .*power cut/);
  });

  it.each([
    ['itself', (abort: AbortSignal) => abort.throwIfAborted()],
    ['within another error', (abort: AbortSignal) => Promise.reject(new Error('stopped', { cause: abort.reason }))],
  ])('leaves it to others to tell of a run that was aborted, by the error %s', async (_, stepStart) => {
    const { lines, stream } = fakeStream();
    const stopped = { name: 'stopped', hooks: { stepStart: () => stepStart(AbortSignal.abort()) } };
    await expect(tinyTrainer({ plugins: [progress({ stream }), stopped] }).fit()).rejects.toThrow("hook 'stepStart'");
    expect(lines).toEqual([]);
  });

  it('passes the conformance kit, on a terminal and elsewhere', async () => {
    await checkPlugin(() => progress({ stream: fakeStream().stream }));
    await checkPlugin(() => progress({ stream: emulated().stream }));
  });

  it('refuses an unknown mode at once', () => {
    expect(() => progress({ mode: 'auto' as 'min' })).toThrow('CL_OPTION_INVALID');
  });
});

describe('progress on a terminal', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance'] });
    for (const name of ['CI', 'TERM']) vi.stubEnv(name, undefined);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
  });

  /** A plugin that waits after every step until it is drawn, and then looks at the screen. A step takes 200 ms. */
  const looking = (terminal: Emulator, screens: (readonly string[])[]): Plugin => ({
    name: 'looking',
    hooks: {
      updated(step) {
        step.report('grad_norm', scalar(2.5));
        step.report('skipped_steps', scalar(1), { reduce: 'sum' });
      },
      async stepEnd({ progress: { batch } }) {
        while (!terminal.bytes.includes(`batch ${batch}/`)) await setTimeout(5);
        screens.push(await terminal.screen());
        vi.advanceTimersByTime(200);
      },
    },
  });

  it('shows what the epoch under way has reported, without asking for it often', async () => {
    const { terminal, stream } = emulated();
    const screens: (readonly string[])[] = [];
    const plugins = [progress({ stream }), looking(terminal, screens)];
    const trainer = tinyTrainer({ epochs: 1, samples: 16, plugins });
    const asked = vi.spyOn(trainer.run, 'reported');
    await trainer.fit();
    const figures = screens.map(([, , ...rest]) => rest);
    const after = (skipped: number) => [
      expect.stringMatching(/^loss {14}\d+\.\d+$/),
      `steps             learningRate 0.05000 · grad_norm 2.500 · skipped_steps ${skipped}`,
    ];
    expect(figures).toEqual([after(1), after(1), after(1), after(4)]);
    expect(figures[0]).toEqual(figures[2]);
    expect(figures[3]).not.toEqual(figures[2]);
    expect(asked).toHaveBeenCalledTimes(2); // after the first step, and after half a second
  });

  it('begins a run that goes on where it stands', async () => {
    const { terminal, stream } = emulated();
    const trainer = tinyTrainer({ plugins: [progress({ stream })] });
    await trainer.fit();
    const { length } = terminal.bytes;
    await trainer.fit({ epochs: 3 });
    expect(terminal.bytes.slice(length)).toContain('epoch 3/3');
    expect(terminal.bytes.slice(length)).not.toContain('epoch 1/3');
  });

  it('downloads nothing where it is not shown', async () => {
    const trainer = tinyTrainer({ plugins: [progress({ stream: fakeStream().stream })] });
    const asked = vi.spyOn(trainer.run, 'reported');
    await trainer.fit();
    expect(asked).not.toHaveBeenCalled();
  });
});
