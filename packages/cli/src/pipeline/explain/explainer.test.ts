import '@tensorflow/tfjs';
import { createTrainer, EngineToken, eagerEngine, type StepEngine, type TrainableModel } from '@amnl/core-loop';
import { type Fleet, fitScaler, makeWindows, selectUnits } from '@amnl/data-fleet';
import { onnxEngine } from '@amnl/engine-onnx';
import { createRulModel } from '@amnl/model-rul';
import {
  add,
  cumprod,
  floor,
  matMul,
  memory,
  mul,
  ones,
  range,
  reshape,
  scalar,
  setBackend,
  sin,
  sum,
  type Tensor,
  tensor,
  tidy,
  variable,
  zeros,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { pumps } from '../../fixtures/pumps.js';
import { differentiable } from './differentiable.js';
import { explainer } from './explainer.js';
import { POINTS_AT_A_TIME } from './integrated-gradients.js';

const WINDOW = 10;
const { train, test: tested } = pumps({ train: 3, test: 2 });
const inputs = train.channels.slice(1, 5);
const scaler = fitScaler(train, { inputs });
const engines: readonly [string, () => StepEngine][] = [
  ['eagerly', eagerEngine],
  ['compiled', onnxEngine],
];

beforeAll(async () => {
  await setBackend('cpu');
});

function made(engine: StepEngine, model: TrainableModel) {
  const trainer = createTrainer({ model, engine, epochs: 1 });
  return { trainer, model, scaler };
}

/** The real network, small, and not as it begins: with biases of 0 a window of zeros is a singular point of its layer norms. */
function network() {
  const sizes = { window: WINDOW, features: inputs.length, hidden: 4, heads: 2, channels: [6], funnel: [8] };
  const model = createRulModel({ ...sizes, rulScale: 100 });
  for (const weights of Object.values(model.parameters)) {
    tidy(() => weights.assign(add(weights, reshape(mul(sin(range(0, weights.size)), 0.3), weights.shape))));
  }
  return model;
}

const unused = variable(scalar(0));

/** Its output is what `rul` says. */
const own = (rul: (window: Tensor) => Tensor): TrainableModel => ({
  parameters: { none: unused },
  forward: ({ window }) => ({ rul: rul(window!), health: zeros([window!.shape[0]!, 3]) }),
});

describe.each(engines)('%s', (_, engine) => {
  test('the gradient of the real network is what finite differences say', async () => {
    const model = network();
    const { trainer } = made(engine(), model);
    const shape = [WINDOW, inputs.length];
    const size = WINDOW * inputs.length;
    const f = differentiable(trainer.run.get(EngineToken), model, {
      input: 'window',
      shape,
      output: 'rul',
    });
    const point = Float32Array.from({ length: size }, (__, i) => Math.sin(i));
    const step = 0.01;
    // Pairs of points, one number changed up and down; and once the point itself.
    const numbers = Array.from({ length: (POINTS_AT_A_TIME - 2) / 2 }, (__, k) => (k * 7) % size);
    const batch = new Float32Array(POINTS_AT_A_TIME * size);
    for (let p = 0; p < POINTS_AT_A_TIME; p++) batch.set(point, p * size);
    for (const [k, i] of numbers.entries()) {
      batch[2 * k * size + i]! += step;
      batch[(2 * k + 1) * size + i]! -= step;
    }
    const { values, gradients } = await f(batch);
    const slopes = Array.from(gradients).slice(-size);
    const largest = Math.max(...slopes.map(Math.abs));
    for (const [k, i] of numbers.entries()) {
      const difference = (values[2 * k]! - values[2 * k + 1]!) / (2 * step);
      expect(Math.abs(difference - slopes[i]!), `number ${i}`).toBeLessThan(0.02 * largest);
    }
    trainer.dispose();
    model.dispose();
  });

  test('contributions of the real network add up; no tensor is left; the same again, whatever comes with it', async () => {
    const model = network();
    const { trainer } = made(engine(), model);
    const explain = explainer({ trainer, model, scaler }, { floor: 1e-5 });
    const windows = makeWindows(tested, scaler, { window: WINDOW, which: 'last' });
    const all = await explain(windows);
    const tensors = memory().numTensors;
    expect(await explain(windows, [1])).toEqual([all[1]]);
    expect(memory().numTensors).toBe(tensors);
    for (const { rul, baselineRul, sum: of, contributions, times } of all) {
      expect(Math.abs(of - (rul - baselineRul))).toBeLessThanOrEqual(0.01 * Math.abs(rul - baselineRul));
      expect(contributions.reduce((a, b) => a + b, 0)).toBeCloseTo(of, 9);
      expect([contributions.length, times.length]).toEqual([WINDOW * inputs.length, WINDOW]);
    }
    trainer.dispose();
    model.dispose();
  });

  test('of a linear network each number contributes its weight times itself; rows that fill the window count in the first', async () => {
    const weights = Float32Array.from({ length: WINDOW * inputs.length }, (__, i) => ((i * 5) % 7) - 3);
    const kernel = variable(tensor(weights, [WINDOW * inputs.length, 1]), true);
    const model: TrainableModel = {
      ...own((window) => add(reshape(matMul(reshape(window, [-1, weights.length]), kernel as Tensor), [-1]), 50)),
      parameters: { kernel },
    };
    const { trainer } = made(engine(), model);
    const short: Fleet = selectUnits(tested, [0], [3]);
    const windows = makeWindows(short, scaler, { window: WINDOW, which: 'last' });
    const [reason] = await explainer({ trainer, model, scaler })(windows);
    const rows = scaler.transform(short);
    const expected = Array.from({ length: 3 * inputs.length }, (__, k) => {
      const [row, i] = [Math.floor(k / inputs.length), k % inputs.length];
      const from = row === 0 ? 0 : WINDOW - 3 + row;
      const to = WINDOW - 3 + row;
      let total = 0;
      for (let at = from; at <= to; at++) total += weights[at * inputs.length + i]! * rows[k]!;
      return total;
    });
    for (const [k, value] of expected.entries()) expect(reason!.contributions[k]).toBeCloseTo(value, 3);
    expect(reason).toMatchObject({ unit: '1', padding: WINDOW - 3, baselineRul: 50, channels: inputs });
    expect([...reason!.times]).toEqual([1, 2, 3]);
    expect([...reason!.scaled]).toEqual([...rows]);
    trainer.dispose();
    kernel.dispose();
  });

  test('the baseline is the mean of training: a unit that is always there has no reasons', async () => {
    const model = network();
    const { trainer } = made(engine(), model);
    const mean = inputs.map((name) => {
      const column = train.channels.indexOf(name);
      const rows = train.times.length;
      return Array.from({ length: rows }, (__, row) => train.values[row * train.channels.length + column]!).reduce(
        (all, value) => all + value / rows,
        0,
      );
    });
    const one = selectUnits(tested, [0], [WINDOW]);
    const values = one.values.map((value, k) => mean[inputs.indexOf(one.channels[k % one.channels.length]!)] ?? value);
    const windows = makeWindows({ ...one, values }, scaler, { window: WINDOW, which: 'last' });
    const [reason] = await explainer({ trainer, model, scaler })(windows);
    for (const scaled of reason!.scaled) expect(Math.abs(scaled)).toBeLessThan(1e-5);
    expect(reason!.rul).toBeCloseTo(reason!.baselineRul, 3);
    trainer.dispose();
    model.dispose();
  });

  test.each([
    [
      'an operation without a gradient',
      (window: Tensor) => sum(cumprod(reshape(window, [-1, 40]), 1), 1),
      /^the network cannot be explained: it uses the operation Cumprod, which has no gradient/,
    ],
    [
      'an output that does not depend on the window',
      (window: Tensor) => reshape(zeros([window.shape[0]!, 1]), [-1]),
      /its output 'rul' does not depend on its input 'window'/,
    ],
    [
      'an output that jumps',
      (window: Tensor) => mul(floor(reshape(matMul(reshape(window, [-1, 40]), mul(ones([40, 1]), 3)), [-1])), 1),
      /^the prediction for 1 cannot be explained: the contributions add up to 0\.000 instead of -?\d/,
    ],
  ])('%s is told', async (__, rul, message) => {
    const model = own(rul);
    const { trainer } = made(engine(), model);
    const windows = makeWindows(tested, scaler, { window: WINDOW, which: 'last' });
    const explain = explainer({ trainer, model, scaler }, { mostPoints: 64 });
    await expect(explain(windows, [0])).rejects.toMatchObject({
      code: 'CLI_NOT_EXPLAINED',
      detail: expect.stringMatching(message),
    });
    trainer.dispose();
  });
});
