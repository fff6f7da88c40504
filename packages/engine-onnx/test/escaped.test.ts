import { eagerEngine, type StepEngine } from '@amnl/core-loop';
import { tinyTrainer } from '@amnl/core-loop/testing';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { compile, onnxEngine } from '../src/index.js';

beforeAll(() => tf.setBackend('cpu'));

const row = (...data: number[]) => ({ data: Float32Array.from(data), shape: [data.length] });

describe('a tensor that outlives the trace that made it', () => {
  it('is refused where it is kept, with operation, shape and place', async () => {
    let last: tf.Tensor | undefined;
    const running = compile(({ x }: { x: tf.Tensor }) => {
      last = tf.keep(last === undefined ? tf.tanh(x) : tf.add(last, x));
      return last;
    });
    await expect(running.run({ x: row(1, 2, 3) })).rejects.toThrow(
      /'Tanh' of shape \[3\] at .*escaped\.test\.ts:\d+.*made outside.*fromLayersModel.*EO_TENSOR_ESCAPED/,
    );
    expect(() => last!.dataSync()).toThrow(/EO_TENSOR_ESCAPED/);
    expect(() => tf.add(last!, 1)).toThrow(/EO_TENSOR_ESCAPED/);
    await expect(last!.data()).rejects.toThrow(/EO_TENSOR_ESCAPED/);
    const other = compile(({ x }: { x: tf.Tensor }) => tf.add(x, last!));
    await expect(other.run({ x: row(1, 2, 3) })).rejects.toThrow(/escaped\.test\.ts:\d+.*EO_TENSOR_ESCAPED/);
    last!.dispose();
    await other.dispose();
    await running.dispose();
  });

  it('is refused where it comes back through a closure', async () => {
    let last: tf.Tensor | undefined;
    const f = compile(({ x }: { x: tf.Tensor }) => {
      const sum = last === undefined ? tf.add(x, 1) : tf.add(x, last);
      last = sum;
      return sum;
    });
    expect([...(await f.run({ x: row(1, 2) })).dataSync()]).toEqual([2, 3]);
    await expect(f.run({ x: row(1) })).rejects.toThrow(/is disposed, or was made.*EO_TENSOR_ESCAPED/);
    await f.dispose();
  });

  it('is refused in a stateful layer that is no part of a trainer', async () => {
    const model = tf.sequential({
      layers: [tf.layers.gru({ batchInputShape: [2, 3, 1], units: 2, stateful: true } as never)],
    });
    const f = compile(({ x }: { x: tf.Tensor }) => model.apply(x) as tf.Tensor);
    const x = { data: new Float32Array(6), shape: [2, 3, 1] };
    await expect(f.run({ x })).rejects.toThrow(/of shape \[2,2\] at .*escaped\.test\.ts.*EO_TENSOR_ESCAPED/);
    model.resetStates();
    const y = tf.tidy(() => (model.predict(tf.zeros([2, 3, 1])) as tf.Tensor).dataSync());
    expect(y.every(Number.isFinite)).toBe(true);
    await f.dispose();
    model.dispose();
  });

  it('is welcome as a constant, which has numbers', async () => {
    let table: tf.Tensor | undefined;
    const f = compile(({ x }: { x: tf.Tensor }) => {
      table ??= tf.keep(tf.tensor1d([10, 20]));
      return tf.sum(tf.mul(tf.expandDims(x, 1), table));
    });
    expect((await f.run({ x: row(1, 2) })).dataSync()[0]).toBe(90);
    expect((await f.run({ x: row(1, 2, 3) })).dataSync()[0]).toBe(180);
    expect([...table!.dataSync()]).toEqual([10, 20]);
    expect(tf.tidy(() => tf.add(table!, 1).dataSync()[0])).toBe(11);
    table!.dispose();
    await f.dispose();
  });

  it('is refused in a hook, and allowed by the eager engine', async () => {
    const kept: tf.Tensor[] = [];
    const train = (engine: StepEngine) => {
      const trainer = tinyTrainer({
        engine,
        epochs: 1,
        plugins: [
          {
            name: 'looks',
            hooks: {
              gradients(_step, gradients) {
                kept.push(tf.keep(Object.values(gradients)[0]!.clone()));
                return gradients;
              },
            },
          },
        ],
      });
      return trainer.fit().finally(() => {
        trainer.dispose();
        trainer.model.dispose?.();
      });
    };
    await train(eagerEngine());
    expect(Number.isFinite(kept[0]!.dataSync()[0])).toBe(true);
    await expect(train(onnxEngine({ threads: 1 }))).rejects.toThrow(/escaped\.test\.ts.*report.*EO_TENSOR_ESCAPED/);
    tf.dispose(kept);
  });
});
