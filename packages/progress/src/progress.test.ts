import '@tensorflow/tfjs';
import { checkPlugin, tinyTrainer } from '@amnl/core-loop/testing';
import { describe, expect, it } from 'vitest';
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
      expect.stringMatching(
        /^epoch 1\/2 · .* samples\/s · loss .* · val_loss .* · RMSE_last_cycle .* · best RMSE_last_cycle/,
      ),
      expect.stringMatching(/^epoch 2\/2 /),
      expect.stringMatching(/ · epochs: all 2 epochs are done\n$/),
    ]);
    await trainer.fit({ epochs: 3 });
    expect(lines.slice(3)).toEqual([
      expect.stringMatching(/^epoch 3\/3 /),
      expect.stringMatching(/all 3 epochs are done/),
    ]);
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

  it('passes the conformance kit', async () => {
    await checkPlugin(() => progress({ stream: fakeStream().stream }));
  });

  it('refuses an unknown mode at once', () => {
    expect(() => progress({ mode: 'auto' as 'min' })).toThrow('CL_OPTION_INVALID');
  });
});
