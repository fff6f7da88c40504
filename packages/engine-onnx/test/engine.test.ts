import { arrayData, type StepContext } from '@amnl/core-loop';
import { checkPlugin, countTensors, tinyModel, tinyTrainer } from '@amnl/core-loop/testing';
import { ema } from '@amnl/ema';
import { adamW } from '@amnl/optim-adamw';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { onnxEngine } from '../src/index.js';

beforeAll(() => tf.setBackend('cpu'));

describe('onnxEngine', () => {
  it('passes the conformance kit as a plugin', () => checkPlugin(() => onnxEngine({ threads: 1 })));

  it('passes it with other plugins, as the option `engine`', () =>
    checkPlugin(() => [adamW(), ema()], { engine: onnxEngine({ threads: 1 }) }));

  it('provides itself: options say which engine runs', () => {
    const byPlugin = tinyTrainer({ plugins: [onnxEngine()] });
    const byOption = tinyTrainer({ engine: onnxEngine({ providers: ['cpu'] }) });
    for (const trainer of [byPlugin, byOption]) {
      expect(trainer.explain()).toContain('onnx');
      trainer.dispose();
      trainer.model.dispose?.();
    }
  });

  it('compiles a program for the last, smaller batch, and evaluates and predicts', async () => {
    const run = async (engine?: ReturnType<typeof onnxEngine>) => {
      const trainer = tinyTrainer({ samples: 10, batchSize: 4, epochs: 3, ...(engine && { engine }) });
      const { history } = await trainer.fit();
      const x = { data: Float32Array.from({ length: 9 }, (_, i) => i), shape: [3, 3] };
      const { y } = await trainer.predict(arrayData({ inputs: { x } }));
      trainer.dispose();
      trainer.model.dispose?.();
      return [...history.flatMap(({ metrics }) => Object.values(metrics)), ...y!.data];
    };
    const [expected, found] = [await run(), await run(onnxEngine({ threads: 1 }))];
    expect(found).toHaveLength(expected.length);
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 5);
    });
  });

  it('makes no tensor and keeps no memory over 300 steps', async () => {
    const trainer = tinyTrainer({
      engine: onnxEngine({ threads: 1 }),
      samples: 60,
      batchSize: 4,
      epochs: 40,
      plugins: [ema()],
    });
    await trainer.fit({ epochs: 5 });
    const { numTensors, numBytes } = tf.memory();
    await trainer.fit({ epochs: 25 }); // 300 steps
    expect(tf.memory()).toMatchObject({ numTensors, numBytes });
    trainer.dispose();
    trainer.model.dispose?.();
  });

  it('lets hooks read and change variables between steps', async () => {
    const seen: number[] = [];
    const model = tinyModel();
    const trainer = tinyTrainer({
      model,
      engine: onnxEngine({ threads: 1 }),
      epochs: 1,
      plugins: [
        {
          name: 'counter',
          hooks: {
            updated(step: StepContext) {
              const count = step.variable('counter/n', 0);
              step.assign(count, tf.add(count, 1));
            },
            async stepEnd(run) {
              const count = run.variable('counter/n', 0);
              seen.push((await count.data())[0]!);
              if (seen.length === 3) tf.tidy(() => count.assign(tf.scalar(100)));
            },
          },
        },
      ],
    });
    await trainer.fit();
    expect(seen).toEqual([1, 2, 3, 101, 102, 103]);
    trainer.dispose();
    model.dispose?.();
  });

  it('leaves the model usable after dispose, and no tensor', async () => {
    const left = await countTensors(async () => {
      const trainer = tinyTrainer({ engine: onnxEngine({ threads: 1 }) });
      await trainer.fit();
      trainer.dispose();
      const { w } = trainer.model.parameters;
      expect(w!.dataSync().some((value) => value !== 0)).toBe(true);
      trainer.model.dispose?.();
    });
    expect(left).toBe(0);
  });

  it('refuses initial values of a variable that depend on the step', async () => {
    const trainer = tinyTrainer({
      engine: onnxEngine({ threads: 1 }),
      plugins: [
        {
          name: 'late',
          hooks: {
            loss(step, total) {
              step.variable('late/first', () => total.clone());
              return total;
            },
          },
        },
      ],
    });
    await expect(trainer.fit()).rejects.toThrow(/depends on a tensor of the step.*fitStart/);
    trainer.dispose();
    trainer.model.dispose?.();
  });

  it('says where a kernel that cannot be compiled was used, and in which plugin', async () => {
    const trainer = tinyTrainer({
      engine: onnxEngine({ threads: 1 }),
      loss: ({ y }) => tf.mean(tf.topk(tf.squeeze(y!, [1]), 1).values) as tf.Scalar,
    });
    await expect(trainer.fit()).rejects.toThrow(/'TopK' cannot be compiled at .*engine\.test\.ts:\d+/);
    trainer.dispose();
    trainer.model.dispose?.();
  });

  it.each([[{ threads: -1 }], [{ programs: 1.5 }], [{ providers: [] }]])('refuses options %j', (options) => {
    expect(() => onnxEngine(options)).toThrow(/CL_OPTION_INVALID/);
  });
});
