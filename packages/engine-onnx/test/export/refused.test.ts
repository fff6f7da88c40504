import { fromLayersModel, type NamedTensors, type TrainableModel } from '@amnl/core-loop';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { type ExportOnnxOptions, exportOnnx } from '../../src/index.js';
import { summary } from '../../src/summary/index.js';
import { countTensors } from '../each-test.js';

countTensors();

const { layers } = tf;
const inputs = { x: { shape: [null, 3] } };

/** A model with one weight, a row of 3. */
function model(forward: (x: tf.Tensor, w: tf.Variable) => tf.Tensor | NamedTensors): TrainableModel {
  const w = tf.tidy(() => tf.variable(tf.ones([1, 3])));
  return {
    parameters: { w },
    forward: ({ x }) => {
      const made = forward(x!, w);
      return made instanceof tf.Tensor ? { y: made } : made;
    },
    dispose: () => w.dispose(),
  };
}

function disposed<T extends { dispose?(): unknown }>(given: T): T {
  given.dispose?.();
  return given;
}

async function refusal(
  given: TrainableModel | tf.LayersModel,
  options: ExportOnnxOptions = { inputs },
): Promise<string> {
  const tensors = tf.memory().numTensors;
  const error = await exportOnnx(given as TrainableModel, options).then(
    () => new Error('nothing was refused'),
    (error: Error) => error,
  );
  expect(tf.memory().numTensors).toBe(tensors);
  given.dispose?.();
  return error.message;
}

describe('what cannot be exported is refused, with a code and the place', () => {
  test.each([
    ['a', "'a' is the name of two inputs or outputs"],
    ['', 'an input or output has no name'],
  ])('an output called %j beside an input called a', async (name, said) => {
    const dense = tf.sequential({ layers: [layers.dense({ units: 1, inputShape: [3] })] });
    expect(await refusal(dense, { inputs: ['a'], outputs: [name] })).toContain(said);
  });

  test('an operation without an ONNX form, with the layers it lies in', async () => {
    class Fourier extends layers.Layer {
      static className = 'Fourier';
      override call(x: tf.Tensor | tf.Tensor[]): tf.Tensor {
        return tf.real(tf.spectral.fft(tf.complex([x].flat()[0]!, tf.zerosLike([x].flat()[0]!))));
      }
    }
    const inner = tf.sequential({
      layers: [new Fourier({ name: 'spectrum', inputShape: [4] } as never)],
      name: 'inner',
    } as never);
    const whole = tf.sequential({ layers: [inner, layers.dense({ units: 1 })] });
    const message = await refusal(whole, {});
    expect(message).toContain('EO_EXPORT_UNSUPPORTED');
    expect(message).toContain("spectrum' (Fourier)");
    expect(message).toMatch(/kernel 'Complex'.*refused\.test\.ts:\d+/);
  });

  test.each([
    ['a number for each sample', (x: tf.Tensor) => tf.mul(x, tf.scalar(1 / x.shape[0]!)), "'Multiply'"],
    ['a list as long as the batch', (x: tf.Tensor) => tf.addN(tf.unstack(x)), "'AddN'"],
    ['a matrix of the batch', (x: tf.Tensor) => tf.matMul(tf.eye(x.shape[0]!), x as tf.Tensor2D), "'BatchMatMul'"],
  ])('numbers that depend on the batch size: %s', async (_what, forward, operation) => {
    const message = await refusal(model(forward));
    expect(message).toContain('EO_EXPORT_BATCH');
    expect(message).toContain(operation);
    expect(message).toMatch(/refused\.test\.ts:\d+/);
  });

  test('states', async () => {
    const x = tf.input({ batchShape: [4, 3, 2] });
    const layer = layers.lstm({ units: 2, stateful: true, name: 'memory' });
    const message = await refusal(tf.model({ inputs: x, outputs: layer.apply(x) as tf.SymbolicTensor }), {});
    expect(message).toMatch(/layer 'memory' \(LSTM\) is stateful.*EO_EXPORT_STATE/);
    tf.dispose(layer.states); // model.dispose() forgets them
    const counting = model((given, w) => {
      w.assign(tf.add(w, 1));
      return tf.mul(given, w);
    });
    expect(await refusal(counting)).toMatch(/assigns the variable .*EO_EXPORT_STATE/);
  });

  test('random numbers in inference', async () => {
    const noisy = {
      ...model((x) => x),
      forward: (
        { x }: NamedTensors,
        { random }: { random: { uniform(name: string, shape: readonly number[]): tf.Tensor } },
      ) => ({ y: tf.mul(x!, random.uniform('noise', [3])) }),
    };
    expect(await refusal(noisy)).toContain('EO_EXPORT_STATE');
    expect(await refusal(model((x) => tf.mul(x, Math.random())))).toContain('EO_RANDOM');
  });

  test('inputs that are not known, open, or no numbers', async () => {
    const plain = () => model((x, w) => tf.mul(x, w));
    expect(await refusal(plain(), {})).toMatch(/does not describe its inputs.*EO_EXPORT_INPUT/);
    expect(await refusal(plain(), { inputs: { x: {} } })).toMatch(/'x' has no shape.*EO_EXPORT_INPUT/);
    expect(await refusal(plain(), { inputs: { x: { shape: [null, 3], dtype: 'complex64' } } })).toMatch(
      /type complex64/,
    );
    expect(await refusal(plain(), { inputs: { x: { shape: [null, 3], example: [1, 2] } } })).toMatch(/whole samples/);
    const series = tf.sequential({ layers: [layers.gru({ units: 2, inputShape: [null, 3] as never })] });
    expect(await refusal(series, {})).toMatch(/'x' is open along axis 1: \[null, null, 3\]/);
    expect(await refusal(plain(), { inputs: { x: { shape: [null, 3], dtype: 'string' } } })).toMatch(/type string/);
  });

  test.each<[string, () => unknown, RegExp]>([
    ['nothing', () => null, /the model is null\. Give a tf\.LayersModel/],
    ['a promise', () => Promise.resolve(), /the model is a promise\..*await it first/],
    ['a layer', () => layers.dense({ units: 1 }), /the model is an object of class Dense/],
    ['a model without layers', () => tf.sequential(), /is not built\. Add layers/],
    [
      'a disposed model of layers',
      () => disposed(tf.sequential({ layers: [layers.flatten({ inputShape: [3, 1] })] })),
      /is disposed/,
    ],
    ['a disposed model', () => disposed(model((x, w) => tf.mul(x, w))), /is disposed: its variable 'w' is/],
  ])('%s in place of a model, as in a summary', async (_what, make, said) => {
    const given = make();
    for (const look of [exportOnnx, summary]) {
      const error = await look(given as TrainableModel, { inputs } as never).catch((found: Error) => found);
      expect((error as Error).message).toMatch(said);
      expect(error).toMatchObject({ code: look === exportOnnx ? 'EO_EXPORT_INPUT' : 'CL_OPTION_INVALID' });
    }
  });

  test.each<[string, (x: tf.Tensor) => unknown, RegExp]>([
    ['a promise', async (x) => ({ y: x }), /returned a promise\. Return an object with a tensor for each output/],
    ['a tensor', (x) => x, /returned a tensor/],
    ['nothing', () => undefined, /returned undefined/],
    ['no outputs', () => ({}), /has no outputs/],
    ['a number', () => ({ y: 3 }), /output 'y' is 3/],
  ])('a `forward` that returns %s', async (_what, forward, said) => {
    const wrong = { ...model((x) => x), forward: ({ x }: NamedTensors) => forward(x!) as NamedTensors };
    const looked = summary(wrong, { inputs: { x: [3] }, print: false });
    await expect(looked).rejects.toMatchObject({
      code: expect.stringMatching(/^CL_/),
      message: expect.stringMatching(/returned|output/),
    });
    const message = await refusal(wrong);
    expect(message).toMatch(said);
    expect(message).toContain('EO_EXPORT_INPUT');
  });

  test('a tensor that is an output twice, which tf.LayersModel makes once', async () => {
    const x = tf.input({ shape: [3, 1] });
    const y = layers.flatten().apply(x) as tf.SymbolicTensor;
    const message = await refusal(tf.model({ inputs: x, outputs: [y, y] }), {});
    expect(message).toMatch(/makes nothing for its output 'y1'.*once in tf\.model.*EO_EXPORT_INPUT/);
  });

  test('an example that is no list of numbers; options of another kind', async () => {
    const plain = model((x, w) => tf.mul(x, w));
    const tensor = tf.ones([1, 3]);
    const withExample = (example: unknown) =>
      exportOnnx(plain, { inputs: { x: { shape: [null, 3], example: example as number[] } } });
    await expect(withExample(tensor)).rejects.toThrow(
      /has a tensor as its example\..*await tensor\.data\(\).*EO_EXPORT_INPUT/,
    );
    await expect(withExample('123')).rejects.toThrow(/has '123' as its example/);
    await expect(withExample([[1, 2, 3]])).rejects.toThrow(/has an array as its example/);
    tensor.dispose();
    await expect(exportOnnx(plain, { inputs, outputs: 'y' as never })).rejects.toThrow(
      /`outputs` must be a list.*, but is "y"/,
    );
    await expect(exportOnnx(plain, { inputs: 'x' as never })).rejects.toThrow(
      /`inputs` must be types by name.*, but is "x"/,
    );
    expect(await refusal(plain, { inputs, outputs: [] })).toMatch(/`outputs` is empty.*EO_EXPORT_INPUT/);
  });

  test('names that the model does not have, or too few', async () => {
    const known = () => ({ ...model((x, w) => tf.mul(x, w)), inputs: { window: { shape: [null, 3] } } });
    expect(await refusal(known(), { inputs: { windw: { shape: [null, 3] } } })).toContain("Did you mean 'window'?");
    expect(
      await refusal(
        model((x) => ({ rul: x, health: tf.neg(x) })),
        { inputs, outputs: ['helth'] },
      ),
    ).toContain("Did you mean 'health'?");
    const dense = () => tf.sequential({ layers: [layers.dense({ units: 1, inputShape: [2] })] });
    expect(await refusal(dense(), { inputs: ['a', 'b'] })).toMatch(/has the names a, b, and the model has 1 inputs/);
    expect(await refusal(dense(), { outputs: [] })).toMatch(/EO_EXPORT_INPUT/);
    expect(await refusal(dense(), { names: [] } as never)).toMatch(/CL_OPTION_UNKNOWN/);
    expect(await refusal(dense(), { metadata: { seed: 1 } } as never)).toMatch(/CL_OPTION_INVALID/);
  });

  test('outputs without a number to compare: unchecked it is exported all the same', async () => {
    const spoilt = tf.sequential({ layers: [layers.dense({ units: 1, inputShape: [2] })] });
    tf.tidy(() => spoilt.setWeights([tf.fill([2, 1], Number.NaN), tf.zeros([1])]));
    expect((await exportOnnx(spoilt, { check: false })).check).toBeUndefined();
    expect(await refusal(spoilt, {})).toMatch(/'y' are NaN or infinite.*\(check: false\).*EO_EXPORT_INPUT/);
    // One of the two outputs has numbers.
    const half = model((x, w) => ({ y: tf.mul(x, w), z: tf.mul(x, Number.NaN) }));
    expect(await refusal(half)).toMatch(/'z' are NaN or infinite/);
  });

  test('where some numbers are NaN or infinite, the others are compared', async () => {
    const mixed = model((x, w) => tf.concat([tf.mul(x, w), tf.mul(w, tf.zerosLike(x)), tf.div(w, tf.zerosLike(x))], 1));
    tf.tidy(() => (mixed.parameters['w'] as tf.Variable).assign(tf.tensor2d([[1, Number.NaN, 2]])));
    // Of 9 numbers a sample: x₁, x₃, 0, 0 and no others; 1 / 0 and 2 / 0 are infinite.
    expect((await exportOnnx(mixed, { inputs })).check).toMatchObject({ numbers: (1 + 3) * 4, difference: 0 });
    mixed.dispose!();
    let calls = 0;
    const changing = model((x, w) => tf.mul(tf.mul(x, w), ++calls > 2 ? tf.tensor1d([1, Number.NaN, 1]) : w));
    expect(await refusal(changing)).toMatch(/has other NaN or infinities in ONNX Runtime.*EO_EXPORT_DIFFERS/);
  });

  test('a model that makes a number of 0 and 1 alone is checked with these', async () => {
    const root = model((x) => tf.sqrt(tf.neg(tf.square(tf.sub(tf.square(x), x)))));
    expect((await exportOnnx(root, { inputs })).check).toMatchObject({ numbers: 12, difference: 0 });
    root.dispose!();
  });

  test('a file that does not predict what the model does', async () => {
    let calls = 0;
    const changing = model((x, w) => tf.mul(tf.mul(x, w), ++calls));
    expect(await refusal(changing)).toMatch(/EO_EXPORT_(DIFFERS|BATCH)/);
  });

  test('indices that random numbers are not: the check takes 0 and 1, or an example', async () => {
    const words = tf.sequential({ layers: [layers.embedding({ inputDim: 3, outputDim: 2, inputLength: 4 })] });
    expect((await exportOnnx(words)).check!.difference).toBe(0);
    expect((await exportOnnx(words, { inputs: { x: { example: [0, 1, 2, 2] } } })).check!.difference).toBe(0);
    expect(await refusal(words, { inputs: { x: { example: [0, 1, 2, 3] } } })).toMatch(/EO_EXPORT_INPUT/);
  });
});

test('a model is as it was after an export: layers, variables, tensors', async () => {
  const network = tf.sequential({
    layers: [layers.lstm({ units: 2, inputShape: [3, 2] }), layers.dense({ units: 1 })],
  });
  const before = network.getWeights().map((weight) => weight.dataSync().slice());
  const tensors = tf.memory().numTensors;
  const direct = await exportOnnx(network);
  const wrapped = await exportOnnx(fromLayersModel(network as never, { inputs: ['series'], outputs: ['score'] }));
  expect(tf.memory().numTensors).toBe(tensors);
  expect(network.getWeights().map((weight) => weight.dataSync())).toEqual(before);
  expect(network.layers.every((layer) => !Object.hasOwn(layer, 'call'))).toBe(true);
  expect(wrapped.operators).toEqual(direct.operators);
  expect([wrapped.inputs[0]!.name, wrapped.outputs[0]!.name]).toEqual(['series', 'score']);
  network.dispose();
});
