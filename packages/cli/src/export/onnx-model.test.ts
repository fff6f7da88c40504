import '@tensorflow/tfjs';
import { fillNormal, hostRandom } from '@amnl/core-loop';
import { fitScaler } from '@amnl/data-fleet';
import { loadRuntime } from '@amnl/engine-onnx';
import { setBackend, softmax, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { pumps } from '../fixtures/pumps.js';
import { randomModel } from '../fixtures/random-model.js';
import { sampleConfig } from '../fixtures/sample-config.js';
import { createModel } from '../pipeline/network.js';
import { onnxModels } from './onnx-model.js';

beforeAll(() => setBackend('cpu'));

const config = sampleConfig('quick', { hidden: 6, heads: 3, channels: [5, 7], funnel: [9, 4], window: 12, rulCap: 90 });
const { train, rules } = pumps({ train: 3, test: 2 });
const scaler = fitScaler(train, rules.scaling).toJSON();
const inputs = scaler.inputs.length;
const noise = (length: number, stream: string) => fillNormal(new Float32Array(length), 7, stream, 0);

/** Largest difference, relative to the largest element. */
function apart(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length);
  let [worst, largest] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    worst = Math.max(worst, Math.abs(actual[i]! - expected[i]!));
    largest = Math.max(largest, Math.abs(expected[i]!));
  }
  return worst / largest;
}

test('ONNX Runtime predicts what the network predicts, at batches of any size', async () => {
  const model = randomModel(config, inputs);
  const { InferenceSession, Tensor: OrtTensor } = await loadRuntime();
  const { network } = await onnxModels(model, { config, scaler, simulated: true });
  const session = await InferenceSession.create(network);
  expect({ inputs: session.inputNames, outputs: session.outputNames }).toEqual({
    inputs: ['window'],
    outputs: ['rul', 'health'],
  });
  for (const batch of [1, 3, 64]) {
    const window = noise(batch * 12 * inputs, `window${batch}`);
    const outputs = await session.run({ window: new OrtTensor('float32', window, [batch, 12, inputs]) });
    const expected = tidy(() => {
      const context = { training: false, random: hostRandom({ seed: 0, counter: 0 }) };
      const { rul, health } = model.forward({ window: tensor(window, [batch, 12, inputs]) }, context) as Record<
        string,
        Tensor
      >;
      return { rul: rul!.dataSync(), health: softmax(health!).dataSync() };
    });
    expect(outputs['rul']!.dims).toEqual([batch]);
    expect(outputs['health']!.dims).toEqual([batch, 3]);
    const errors = (['rul', 'health'] as const).map((n) => apart(outputs[n]!.data as Float32Array, expected[n]));
    for (const error of errors) expect(error).toBeLessThan(1e-6);
  }
  model.dispose();
});

test('the file says what it takes, what it gives and where it comes from', async () => {
  const model = createModel(config, inputs);
  const { network } = await onnxModels(model, { config, scaler, simulated: true });
  const text = Buffer.from(network).toString('latin1');
  model.dispose();
  for (const words of [JSON.stringify(scaler), JSON.stringify(scaler.inputs), '["healthy","degrading","critical"]']) {
    expect(text).toContain(words);
  }
  for (const words of ['pumps', '"rul":"cycles"', '"@amnl/cli":', 'simulated fleet']) expect(text).toContain(words);
});

test('both files have the formula of the scaling and the intervals, and the one for rows says how to feed it', async () => {
  const model = createModel(config, inputs);
  const bin = { upTo: null, halfWidth: 12, units: 20, samples: 100, of: 'range' } as const;
  const intervals = { coverage: 0.8, cap: 90, units: 20, bins: [bin] };
  const { network, raw } = await onnxModels(model, { config, scaler, simulated: false, intervals });
  model.dispose();
  const [text, rawText] = [network, raw].map((bytes) => Buffer.from(bytes).toString('latin1')) as [string, string];
  for (const words of ['z = (x[inputs] - mean[c]) / std[c]', JSON.stringify(intervals)]) {
    expect(text).toContain(words);
    expect(rawText).toContain(words);
  }
  for (const words of [JSON.stringify(scaler.channels), '["value","settings"', 'repeats its first row in front']) {
    expect(rawText).toContain(words);
  }
  expect(text).not.toContain('rul_high');
});
