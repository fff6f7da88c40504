import '@tensorflow/tfjs';
import { appendFileSync, cpSync } from 'node:fs';
import type { Plugin, Run, Snapshot } from '@amnl/core-loop';
import { tinyTrainer } from '@amnl/core-loop/testing';
import { setBackend } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openEventWriter, tensorBoard } from '../src/index.js';
import { eventFiles, readFile, readFolder, seriesOf } from './event-reader.js';
import { temporaryFolder } from './temporary.js';

beforeAll(async () => {
  await setBackend('cpu');
});
let dir: string;
beforeEach(() => {
  dir = temporaryFolder();
});

const EPOCHS = 4; // of 6 steps

/** Trains to the end, from `snapshot` where there is one. */
async function train(dir: string, everySteps: number, plugins: readonly Plugin[] = [], snapshot?: Snapshot) {
  const trainer = tinyTrainer({ plugins: [...plugins, tensorBoard({ dir, everySteps })], epochs: EPOCHS });
  if (snapshot !== undefined) await trainer.restore(snapshot);
  await trainer.fit();
  trainer.dispose();
}

/** A snapshot to keep. */
function copy(run: Run): Snapshot {
  const { tensors, state } = run.snapshot();
  const copies = Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tensor.clone()]));
  return { tensors: copies, state: JSON.parse(JSON.stringify(state)) };
}

/** All curves but the speed, which no run repeats. */
function curvesOf(dir: string) {
  const curves = Object.entries(seriesOf(readFolder(dir))).filter(([tag]) => !tag.startsWith('speed/'));
  expect(curves.length).toBeGreaterThan(5);
  return Object.fromEntries(curves);
}

async function uninterrupted(everySteps: number) {
  const whole = temporaryFolder();
  await train(whole, everySteps);
  return curvesOf(whole);
}

/** Leaves the run after the optimiser step `step` and goes on with another trainer. */
async function trainInTwoParts(step: number, everySteps: number) {
  let saved: Snapshot | undefined;
  const leave: Plugin = {
    name: 'leave',
    hooks: {
      stepEnd: (run) => (run.progress.step === step ? run.stop('interrupted', { when: 'step' }) : undefined),
      async save(run, next) {
        await next();
        if (run.progress.step === step) saved = copy(run);
      },
    },
  };
  await train(dir, everySteps, [leave]);
  await train(dir, everySteps, [], saved);
}

describe('a continued run has the curves of an uninterrupted one', () => {
  it('after a process was killed beyond its last checkpoint', async () => {
    const killed = temporaryFolder();
    let saved: Snapshot | undefined;
    const kill: Plugin = {
      name: 'kill',
      hooks: {
        async save(run, next) {
          await next();
          if (run.progress.epoch === 1) saved = copy(run);
        },
        async stepEnd(run) {
          if (run.progress.step !== 16) return;
          // Until the points of the epoch under way are written in the background.
          const written = () => seriesOf(readFolder(dir))['train/loss']!.at(-1)![0];
          await vi.waitFor(() => expect(written()).toBe(15), { timeout: 240_000 });
          cpSync(dir, killed, { recursive: true });
          appendFileSync(eventFiles(killed)[0]!, Buffer.of(33, 0, 0, 0, 0, 0, 0, 0, 7)); // and torn in the next record
        },
      },
    };
    await train(dir, 1, [kill]);
    const steps = (tag: string) => seriesOf(readFolder(killed))[tag]!.map(([step]) => step);
    expect([steps('epoch/loss').at(-1), steps('train/loss').at(-1)]).toEqual([12, 15]);

    await train(killed, 1, [], saved);
    expect(eventFiles(killed)).toHaveLength(2);
    expect(curvesOf(killed)).toEqual(await uninterrupted(1));
  });

  it('after it was left in the middle of an epoch', async () => {
    await trainInTwoParts(9, 3);
    expect(curvesOf(dir)).toEqual(await uninterrupted(3));
  });

  it('and does not take up again what was reported before it', async () => {
    await trainInTwoParts(9, 2);
    const every = await uninterrupted(1);
    const [, value] = curvesOf(dir)['train/loss']!.find(([step]) => step === 10)!;
    expect(value).toBeCloseTo(every['train/loss']![9]![1], 5);
  });
});

describe('a run that is rewound has the curves of one that went straight', () => {
  /** Takes a snapshot where the second epoch begins and goes back to it once, in the given hook. */
  function back(hook: 'stepEnd' | 'epochEnd', step: number): Plugin {
    let good: Snapshot | undefined;
    let done = false;
    return {
      name: 'back',
      hooks: {
        epochStart(run) {
          if (run.progress.epoch === 1) good ??= copy(run);
        },
        [hook](run: Run) {
          if (done || run.progress.step !== step) return;
          done = true;
          run.rewind(good!);
        },
      },
    };
  }

  it.each([
    ['stepEnd', 10],
    ['stepEnd', 16], // by more than an epoch
    ['epochEnd', 12],
  ] as const)('from %s at step %i', async (hook, step) => {
    await train(dir, 1, [back(hook, step)]);
    const starts = readFolder(dir).filter(({ session_log }) => session_log !== undefined);
    expect(starts.map((event) => event.step)).toEqual([0, 7]);
    expect(curvesOf(dir)).toEqual(await uninterrupted(1));
  });
});

describe('EventWriter', () => {
  it('leaves of every step the last points, however often a run is killed or goes back', async () => {
    const part = fc.record({ back: fc.nat({ max: 8 }), steps: fc.nat({ max: 6 }), kill: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 8 }), async (parts) => {
        const folder = temporaryFolder();
        let writer = await openEventWriter(folder);
        let step = 0;
        let expected: [number, number][] = [];
        for (const [i, { back, steps, kill }] of parts.entries()) {
          step = Math.max(0, step - back);
          if (kill) {
            await writer.close();
            writer = await openEventWriter(folder, { step });
          } else writer.restart(step);
          expected = expected.filter(([at]) => at <= step);
          for (let n = 0; n < steps; n++) {
            step++;
            writer.scalar('loss', i, step);
            expected.push([step, i]);
          }
        }
        await writer.close();
        expect(seriesOf(readFolder(folder))['loss'] ?? []).toEqual(expected);
        expect(eventFiles(folder).map((path) => readFile(path)[0]!.file_version)).toEqual(
          eventFiles(folder).map(() => 'brain.Event:2'),
        );
      }),
      { numRuns: 60 },
    );
  });
});
