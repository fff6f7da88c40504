import '@tensorflow/tfjs';
import type { Plugin, StepEngine } from '@amnl/core-loop';
import { checkPlugin, countTensors, type TinyOptions, tinyTrainer } from '@amnl/core-loop/testing';
import { onnxEngine } from '@amnl/engine-onnx';
import { div, mul, scalar, setBackend } from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { histogram } from '../src/buckets.js';
import { type TensorBoardOptions, tensorBoard } from '../src/index.js';
import { readFolder, seriesOf, valuesOf } from './event-reader.js';
import { temporaryFolder } from './temporary.js';
import { trainInto } from './train-into.js';

beforeAll(async () => {
  await setBackend('cpu');
});
let dir: string;
beforeEach(() => {
  dir = temporaryFolder();
});
afterEach(() => {
  vi.useRealTimers();
});

const train = (options: Partial<TensorBoardOptions> = {}, tiny: TinyOptions = {}) =>
  trainInto({ dir, ...options }, tiny);

const float = (value: number) => Math.fround(value);
const steps = (points: [number, number][] = []) => points.map(([step]) => step);

describe('curves', () => {
  it('has every metric of every epoch at the step of its end, and the speed', async () => {
    const { history } = await train();
    const series = seriesOf(readFolder(dir));
    const names = Object.keys(history[0]!.metrics);
    expect(names).toEqual(expect.arrayContaining(['loss', 'learningRate', 'val_loss', 'rmse']));
    for (const name of names) {
      expect(series[`epoch/${name}`], name).toEqual([
        [6, float(history[0]!.metrics[name]!)],
        [12, float(history[1]!.metrics[name]!)],
      ]);
    }
    expect(series['speed/epoch_seconds']).toEqual(history.map(({ seconds }, i) => [6 * (i + 1), float(seconds)]));
    expect(steps(series['speed/samples_per_second'])).toEqual([6, 12]);
    expect(Object.keys(series).filter((tag) => tag.startsWith('train/'))).toEqual([]); // over in less than 2 s
  });

  it('has recent means every so many steps: those of an epoch add up to its mean', async () => {
    const { history } = await train({ everySteps: 2 });
    const series = seriesOf(readFolder(dir));
    expect(steps(series['train/loss'])).toEqual([2, 4, 6, 8, 10, 12]);
    const losses = series['train/loss']!.map(([, value]) => value);
    for (const epoch of [0, 1]) {
      const mean = losses.slice(3 * epoch, 3 * epoch + 3).reduce((sum, value) => sum + value) / 3;
      expect(mean).toBeCloseTo(history[epoch]!.metrics['loss']!, 5);
    }
    expect(new Set(losses).size).toBe(6);
    expect(series['train/learningRate']).toEqual([2, 4, 6, 8, 10, 12].map((step) => [step, float(0.05)]));
  });

  it('counts optimiser steps, not micro-batches', async () => {
    await train({ everySteps: 1 }, { accumulate: 3 });
    expect(steps(seriesOf(readFolder(dir))['train/loss'])).toEqual([1, 2, 3, 4]);
    expect(steps(seriesOf(readFolder(dir))['epoch/loss'])).toEqual([2, 4]);
  });

  it.each<[Partial<TensorBoardOptions>, number[]]>([
    [{}, [4, 8, 12]], // default: 2 s
    [{ everySeconds: 1 }, [2, 4, 6, 8, 10, 12]],
    [{ everySeconds: 0 }, []],
    [{ everySeconds: false }, []],
  ])('goes by the clock with %j, at half a second a step', async (options, expected) => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const clock: Plugin = { name: 'clock', hooks: { stepStart: () => void vi.advanceTimersByTime(500) } };
    await train(options, { plugins: [clock] });
    expect(steps(seriesOf(readFolder(dir))['train/loss'])).toEqual(expected);
  });

  it('asks for what was reported only when a point is due', async () => {
    let asked = 0;
    const plugin = tensorBoard({ dir, everySteps: 3 });
    const watched: Plugin = {
      ...plugin,
      hooks: {
        ...plugin.hooks,
        // Each plugin has a view of the run of its own.
        fitStart(run) {
          const reported = run.reported.bind(run);
          Object.assign(run, {
            reported() {
              asked++;
              return reported();
            },
          });
          return plugin.hooks!.fitStart!(run);
        },
      },
    };
    const trainer = tinyTrainer({ plugins: [watched] });
    await trainer.fit();
    trainer.dispose();
    expect(asked).toBe(4);
  });

  it('changes nothing in the run', async () => {
    const plain = tinyTrainer();
    await plain.fit();
    const { history } = await train({ everySteps: 1, histograms: { weights: true, gradients: true } });
    expect(history.map(({ metrics }) => metrics)).toEqual(plain.run.history.map(({ metrics }) => metrics));
    plain.dispose();
  });

  it('shows numbers that are none, up to the end they bring', async () => {
    const poison: Plugin = {
      name: 'poison',
      hooks: {
        fitStart: (run) => run.scalars.set('divisor', 1),
        stepStart: (run) => run.scalars.set('divisor', run.progress.step === 8 ? 0 : 1),
        updated: (step) => step.report('ratio', div(scalar(1), step.scalar('divisor'))),
        gradients: (step, gradients) => ({ ...gradients, w: div(gradients['w']!, step.scalar('divisor')) }),
      },
    };
    const { error } = await train({ everySteps: 1, hparams: { a: 1 } }, { plugins: [poison] });
    expect(error).toMatchObject({ code: 'CL_LOSS_NOT_FINITE' });
    const { 'train/loss': losses, 'train/ratio': ratios } = seriesOf(readFolder(dir));
    expect(ratios![8]).toEqual([9, Number.POSITIVE_INFINITY]);
    expect(losses!.slice(9).map(([, value]) => value)).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });
});

describe.each<[string, () => StepEngine | undefined]>([
  ['eager', () => undefined],
  ['onnx', () => onnxEngine()],
])('histograms on the engine %s', (_, engine) => {
  const onEngine = (): TinyOptions => ({ ...(engine() && { engine: engine()! }) });

  it('has weights and gradients of every epoch', async () => {
    const seen: Record<string, Float32Array>[] = [];
    // Keeps what the optimiser gets, by the same means but by itself.
    const watch: Plugin = {
      name: 'watch',
      hooks: {
        gradients(step, gradients) {
          for (const [name, gradient] of Object.entries(gradients)) {
            step.assign(step.variable(`watch/${name}`, 0, gradient.shape), gradient);
          }
          return gradients;
        },
        async epochEnd(run) {
          const kept: Record<string, Float32Array> = {};
          for (const [name, variable] of Object.entries(run.model.parameters)) {
            kept[`weights/${name}`] = (await variable.data<'float32'>()).slice();
            kept[`gradients/${name}`] = (
              await run.variable(`watch/${name}`, 0, variable.shape).data<'float32'>()
            ).slice();
          }
          seen.push(kept);
        },
      },
    };
    await train({ histograms: { weights: true, gradients: true, buckets: 5 } }, { ...onEngine(), plugins: [watch] });
    const written = valuesOf(readFolder(dir), 'histograms');
    const expected = seen.flatMap((kept, epoch) =>
      Object.entries(kept).map(([tag, values]) => [`${6 * (epoch + 1)} ${tag}`, histogram(values, 5).buckets.flat()]),
    );
    expect(Object.fromEntries(written.map(({ tag, step, tensor }) => [`${step} ${tag}`, tensor!.double_val]))).toEqual(
      Object.fromEntries(expected),
    );
    expect(written).toHaveLength(8);
    expect(new Set(written.map(({ tensor }) => tensor!.double_val!.join())).size).toBe(8);
  });

  it('has them every so many epochs, where asked for', async () => {
    await train({ histograms: { weights: true, everyEpochs: 2 } }, { ...onEngine(), epochs: 5 });
    const written = valuesOf(readFolder(dir), 'histograms').map(({ tag, step }) => `${step} ${tag}`);
    expect(written).toEqual(['12 weights/w', '12 weights/b', '24 weights/w', '24 weights/b']);
  });

  it('holds the gradients that the optimiser gets, whatever the order in the list', async () => {
    const unscale: Plugin = {
      name: 'loss-scale',
      hooks: { gradients: (_step, all) => Object.fromEntries(Object.entries(all).map(([n, g]) => [n, mul(g, 0)])) },
    };
    await train({ histograms: { gradients: true, buckets: 1 } }, { ...onEngine(), epochs: 1, plugins: [unscale] });
    for (const { tensor } of valuesOf(readFolder(dir), 'histograms'))
      expect(tensor!.double_val!.slice(0, 2)).toEqual([0, 0]);
  });

  it('conforms to the kit', async () => {
    await checkPlugin(
      () => tensorBoard({ dir: temporaryFolder(), everySteps: 1, histograms: { weights: true, gradients: true } }),
      { ...onEngine(), accumulate: 2 },
    );
  });

  it('leaves no tensor', async () => {
    const options = { everySteps: 1, histograms: { weights: true, gradients: true } };
    expect(await countTensors(() => train(options, onEngine()))).toBe(0);
  });
});
