import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { fillNormal } from '@amnl/core-loop';
import { countTensors } from '@amnl/core-loop/testing';
import { prepareWasm } from '@amnl/core-loop/wasm';
import {
  add,
  mean,
  memory,
  type Scalar,
  setBackend,
  square,
  type Tensor,
  tensor,
  tidy,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { apart, context, on } from './fixtures/reference.js';
import { createRulModel, type RulModel } from './model.js';
import type { RulModelOptions } from './options.js';

prepareWasm();
beforeAll(async () => {
  await setBackend('wasm');
});

const small: RulModelOptions = { hidden: 8, features: 5, window: 7, channels: [6, 8], heads: 4, funnel: [12, 6] };
const windowOf = (batch = 4, seed = 1): Tensor =>
  tensor(fillNormal(new Float32Array(batch * 35), seed, 'window', 0), [batch, 7, 5]);

/** Outputs of one forward pass as numbers. */
function run(model: RulModel, options: { training: boolean; counter?: number; batch?: number }) {
  return tidy(() => {
    const made = model.forward({ window: windowOf(options.batch) }, context(options.training, options.counter));
    return { rul: made['rul']!.dataSync(), health: made['health']!.dataSync() };
  });
}

/** Loss and gradients of a training pass on the current backend, as numbers. */
function train(model: RulModel) {
  return tidy(() => {
    const { value, grads } = variableGrads(() => {
      const { rul, health } = model.forward({ window: windowOf() }, context(true));
      return add(mean(square(rul!)), mean(square(health!))) as Scalar;
    }, Object.values(model.parameters));
    const named = Object.entries(model.parameters).map(([name, v]) => [name, grads[v.name]!.dataSync()] as const);
    return { loss: value.dataSync()[0]!, gradients: Object.fromEntries(named) };
  });
}

describe('size', () => {
  // 3,493,380 numbers of the network without it, and 2 · 512 of the layer norm after the LSTM.
  it.each([
    [256, 3_493_380 + 1_024],
    [128, 999_940],
  ])('hidden %i has %i parameters', async (hidden, count) => {
    const before = memory().numTensors;
    const model = createRulModel({ hidden });
    expect(model.parameterCount).toBe(count);
    model.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it('lists every variable once, under stable names', () => {
    const model = createRulModel(small);
    expect(Object.keys({ ...model.parameters, ...model.buffers })).toMatchInlineSnapshot(`
      [
        "conv1/kernel",
        "conv1/bias",
        "conv1/norm/gain",
        "conv1/norm/bias",
        "conv2/kernel",
        "conv2/bias",
        "conv2/norm/gain",
        "conv2/norm/bias",
        "lstm1/forward/inputKernel",
        "lstm1/forward/recurrentKernel",
        "lstm1/forward/bias",
        "lstm1/backward/inputKernel",
        "lstm1/backward/recurrentKernel",
        "lstm1/backward/bias",
        "lstm2/forward/inputKernel",
        "lstm2/forward/recurrentKernel",
        "lstm2/forward/bias",
        "lstm2/backward/inputKernel",
        "lstm2/backward/recurrentKernel",
        "lstm2/backward/bias",
        "lstm/norm/gain",
        "lstm/norm/bias",
        "attention/inKernel",
        "attention/inBias",
        "attention/outKernel",
        "attention/outBias",
        "attention/norm/gain",
        "attention/norm/bias",
        "funnel/dense1/kernel",
        "funnel/dense1/bias",
        "funnel/dense2/kernel",
        "funnel/dense2/bias",
        "rul/dense1/kernel",
        "rul/dense1/bias",
        "rul/dense2/kernel",
        "rul/dense2/bias",
        "rul/dense3/kernel",
        "rul/dense3/bias",
        "rul/dense4/kernel",
        "rul/dense4/bias",
        "health/dense1/kernel",
        "health/dense1/bias",
        "health/dense2/kernel",
        "health/dense2/bias",
        "health/dense3/kernel",
        "health/dense3/bias",
        "conv1/norm/mean",
        "conv1/norm/variance",
        "conv2/norm/mean",
        "conv2/norm/variance",
      ]
    `);
    model.dispose();
  });
});

describe('forward', () => {
  it('gives RUL [B] above 0 and health logits [B, 3]; RUL starts near 125 · ln 2', () => {
    const first: number[] = [];
    for (let seed = 1; seed <= 12; seed++) {
      const model = createRulModel({ ...small, seed });
      tidy(() => {
        const { rul, health } = model.forward({ window: windowOf() }, context(false));
        expect(rul!.shape).toEqual([4]);
        expect(health!.shape).toEqual([4, 3]);
        first.push(...rul!.dataSync());
      });
      model.dispose();
    }
    for (const rul of first) expect(Math.abs(rul - 125 * Math.LN2)).toBeLessThan(40);
  });

  it('does not depend on the other samples in evaluation, and repeats itself', () => {
    const model = createRulModel(small);
    const four = run(model, { training: false });
    expect(run(model, { training: false, counter: 9 })).toEqual(four);
    expect(apart(run(model, { training: false, batch: 1 }).rul, four.rul.slice(0, 1))).toBeLessThan(1e-4);
    model.dispose();
  });

  it('draws dropout by seed and step: the same step repeats, another differs', () => {
    const model = createRulModel(small);
    const first = run(model, { training: true, counter: 3 });
    expect(run(model, { training: true, counter: 3 })).toEqual(first);
    expect(apart(run(model, { training: true, counter: 4 }).rul, first.rul)).toBeGreaterThan(1e-3);
    model.dispose();
  });

  it('asks for no mask at rate 0', () => {
    const model = createRulModel({ ...small, dropout: 0, convDropout: 0, attentionDropout: 0 });
    const refuse = (): never => {
      throw new Error('a mask was asked for');
    };
    tidy(() =>
      model.forward(
        { window: windowOf() },
        { training: true, random: { uniform: refuse, normal: refuse, dropoutMask: refuse } },
      ),
    );
    model.dispose();
  });

  it('moves the running statistics in training only', () => {
    const model = createRulModel(small);
    const statistics = () => Object.values(model.buffers).map((v) => v.dataSync().slice());
    const start = statistics();
    run(model, { training: false });
    expect(statistics()).toEqual(start);
    run(model, { training: true });
    for (const [i, values] of statistics().entries()) expect(apart(values, start[i]!)).toBeGreaterThan(0);
    model.dispose();
  });

  it('makes the same network from the same seed, another from another', () => {
    const outputs = [7, 7, 8].map((seed) => {
      const model = createRulModel({ ...small, seed });
      const { rul } = run(model, { training: false });
      model.dispose();
      return rul;
    });
    expect(outputs[1]).toEqual(outputs[0]);
    expect(outputs[2]).not.toEqual(outputs[0]);
  });
});

describe('training', () => {
  it('gives the same loss and gradients on wasm as on cpu', async () => {
    const trained = () => {
      const model = createRulModel({ ...small, hidden: 16 });
      const made = train(model);
      model.dispose();
      return made;
    };
    const wasm = await on('wasm', trained);
    const cpu = await on('cpu', trained);
    await setBackend('wasm');
    expect(Math.abs(wasm.loss / cpu.loss - 1)).toBeLessThanOrEqual(1e-5);
    const scale = Math.max(...Object.values(cpu.gradients).flatMap((g) => [...g].map(Math.abs)));
    for (const [name, gradient] of Object.entries(cpu.gradients)) {
      // of the tensor's largest entry; of the network's where the gradient is all rounding (see fixtures/network.ts)
      const own = Math.max(...gradient.map(Math.abs));
      const unit = /^conv\d+\/bias$/.test(name) ? scale : own;
      expect(apart(wasm.gradients[name]!, gradient) / unit, name).toBeLessThanOrEqual(1e-5);
    }
  });

  it('leaves no tensor behind', async () => {
    const model = createRulModel(small);
    train(model);
    expect(await countTensors(() => train(model))).toBe(0);
    expect(await countTensors(() => run(model, { training: false }))).toBe(0);
    model.dispose();
  });
});

describe('bad input', () => {
  it.each([
    [{ hidden: 0 }, 'hidden'],
    [{ hidden: 2.5 }, 'hidden'],
    [{ features: -1 }, 'features'],
    [{ window: Number.NaN }, 'window'],
    [{ heads: 3 }, 'a divisor of 2 · hidden = 512'],
    [{ channels: [] }, 'channels'],
    [{ channels: [64, 0] }, 'channels'],
    [{ funnel: [32, Number.NaN] }, 'funnel'],
    [{ dropout: 1 }, 'dropout'],
    [{ convDropout: -0.1 }, 'convDropout'],
    [{ attentionDropout: Number.NaN }, 'attentionDropout'],
    [{ rulScale: 0 }, 'rulScale'],
    [{ rulScale: Number.POSITIVE_INFINITY }, 'rulScale'],
    [{ seed: -1 }, 'seed'],
    [{ seed: 0.5 }, 'seed'],
  ])('%j is refused by name, before anything is made', async (options, named) => {
    const left = await countTensors(() => {
      expect(() => createRulModel(options)).toThrow(named);
      expect(() => createRulModel(options)).toThrow('CL_OPTION_INVALID');
    });
    expect(left).toBe(0);
  });

  it('a batch of another shape or name says what was expected and found', () => {
    const model = createRulModel(small);
    tidy(() => {
      const forward = (inputs: Record<string, Tensor>) => () => model.forward(inputs, context(false));
      expect(forward({ window: tensor([1, 2], [1, 2]) })).toThrow(
        /\[batch, 7, 5\] and got shape \[1,2\].*RUL_INPUT_INVALID/,
      );
      expect(forward({ x: windowOf() })).toThrow('got only x');
      expect(forward({})).toThrow('got only nothing');
    });
    model.dispose();
  });
});

it.each([{ hidden: 1e8 }, { hidden: 2 ** 52 }, { channels: [1e9] }, { funnel: [1e9, 1e9] }])(
  'a network too large for any machine is refused before anything is made: %o',
  (options) => {
    const before = memory().numTensors;
    expect(() => createRulModel(options)).toThrow(/make a network of .* numbers.*CL_OPTION_INVALID/);
    expect(memory().numTensors).toBe(before);
  },
);
