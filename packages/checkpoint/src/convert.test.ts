import { countTensors } from '@amnl/core-loop/testing';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it, test } from 'vitest';
import { modelOf, valuesOf } from '../test/any-model.js';
import { readOnly } from '../test/memory-disk.js';
import { loadWeightsWith } from './load-weights.js';
import { encodeSafetensors } from './safetensors.js';

/** A linear layer as PyTorch has it, two biases to be added, and a matrix of three in one. */
const tensors = {
  'fc.weight': { dtype: 'float32', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
  bias_ih: { dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) },
  bias_hh: { dtype: 'float32', shape: [2], data: Float32Array.of(10, 20) },
  in_proj: { dtype: 'float32', shape: [3, 1], data: Float32Array.of(7, 8, 9) },
  count: { dtype: 'int32', shape: [1], data: Int32Array.of(3) },
} as const;
const { files } = readOnly(encodeSafetensors({ tensors, metadata: {} }));
const transposed = { from: 'fc.weight', with: (weight: tf.Tensor) => tf.transpose(weight) };
const added = { from: ['bias_ih', 'bias_hh'], with: (a: tf.Tensor, b: tf.Tensor) => tf.add(a, b) };
const rest = { in_proj: null, count: null };

describe('tensors in another layout', () => {
  it('are transposed, added and cut; what is left over of the sums is freed', async () => {
    const model = modelOf({ kernel: [3, 2], bias: [2], query: [1, 1], value: [1, 1] });
    let report: unknown;
    const convert = {
      kernel: transposed,
      bias: added,
      query: { from: 'in_proj', with: (all: tf.Tensor) => tf.slice(all, [0, 0], [1, 1]) },
      value: { from: 'in_proj', with: (all: tf.Tensor) => tf.slice(all, [2, 0], [1, 1]) },
    };
    const rename = { count: null };
    const left = await countTensors(async () => {
      report = await loadWeightsWith(files, model, '/x', { convert, rename });
    });
    expect(left).toBe(0);
    expect(valuesOf(model)).toEqual({ kernel: [1, 4, 2, 5, 3, 6], bias: [11, 22], query: [7], value: [9] });
    expect(report).toMatchObject({ loaded: ['kernel', 'bias', 'query', 'value'], missing: [], unused: ['count'] });
  });

  it('may have the model’s name, and be what they were', async () => {
    const model = modelOf({ 'fc.weight': [3, 2], bias: [2] });
    const convert = { 'fc.weight': transposed, bias: { from: 'bias_ih', with: (bias: tf.Tensor) => bias } };
    const left = await countTensors(async () => {
      await loadWeightsWith(files, model, '/x', { convert, rename: { ...rest, bias_hh: null } });
    });
    expect(left).toBe(0);
    expect(valuesOf(model)).toEqual({ 'fc.weight': [1, 4, 2, 5, 3, 6], bias: [1, 2] });
  });

  it('count as used where a rule for names leaves all others out', async () => {
    const model = modelOf({ kernel: [3, 2] });
    const { unused } = await loadWeightsWith(files, model, '/x', {
      convert: { kernel: transposed },
      rename: () => null,
    });
    expect([...unused].sort()).toEqual(['bias_hh', 'bias_ih', 'count', 'in_proj']);
  });
});

describe('what does not fit changes nothing', () => {
  const model = () => modelOf({ kernel: [2, 3], bias: [2] });
  const load = (into: ReturnType<typeof model>, convert: object, partial = false) =>
    loadWeightsWith(files, into, '/x', { convert: convert as { kernel: typeof transposed }, rename: rest, partial });

  test('and is told with what the file lacks, what nobody wants, and what has another shape', async () => {
    const into = model();
    const left = await countTensors(async () => {
      const lacking = { ...added, from: ['bias_ih', 'bias_xx'] };
      const failed = load(into, { kernel: transposed, bias: lacking });
      await expect(failed).rejects.toThrow(
        /Not in the file: bias \(made of bias_ih, bias_xx\); not in the model: bias_hh; of another shape or dtype: kernel \(made of "fc\.weight" of shape \[2,3\] float32\[3,2\], model float32\[2,3\]\)\..*CK_MODEL_MISMATCH/,
      );
    });
    expect(left).toBe(0);
    expect(new Set(Object.values(valuesOf(into)).flat())).toEqual(new Set([9]));
  });

  test('but in part on request', async () => {
    const into = model();
    const { loaded, different } = await load(into, { kernel: transposed, bias: added }, true);
    expect({ loaded, different: Object.keys(different) }).toEqual({ loaded: ['bias'], different: ['kernel'] });
    expect(valuesOf(into)).toEqual({ kernel: Array(6).fill(9), bias: [11, 22] });
  });

  test.each([
    ['a name that is not in the model', { other: transposed }, /has "other", which is not a name in the model/],
    ['no function', { kernel: { from: 'fc.weight' } }, /"kernel", which is not \{ from: names, with: function \}/],
    ['no names', { kernel: { from: [1], with: () => tf.zeros([2, 3]) } }, /is not \{ from: names/],
    ['nothing at all', { kernel: null }, /is not \{ from: names/],
    [
      'a function that throws',
      {
        kernel: {
          from: ['fc.weight', 'bias_ih'],
          with: (a: tf.Tensor, b: tf.Tensor) => tf.matMul(a, b as tf.Tensor2D),
        },
      },
      /`with` threw on "fc\.weight" of shape \[2,3\] and "bias_ih" of shape \[2\]: /,
    ],
    [
      'a function that is asynchronous',
      { kernel: { from: 'fc.weight', with: async () => {} } },
      /did not return a tensor/,
    ],
  ])('%s', async (_, convert, message) => {
    const into = model();
    const left = await countTensors(async () => {
      const failed = load(into, { bias: added, ...convert });
      await expect(failed).rejects.toThrow(message);
      await expect(failed).rejects.toMatchObject({ code: 'CL_OPTION_INVALID' });
    });
    expect(left).toBe(0);
    expect(new Set(Object.values(valuesOf(into)).flat())).toEqual(new Set([9]));
  });
});
