import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import type { Node } from '../src/graph/graph.js';
import { compile } from '../src/index.js';
import { planOf } from '../src/program/plan.js';
import { executionProviders } from '../src/runtime/execution-providers.js';
import { trace } from '../src/trace/trace.js';

beforeAll(() => tf.setBackend('cpu'));

/** The nodes of a function of one tensor, and of its gradient. */
function nodesOf(shape: readonly number[], fn: (x: tf.Tensor) => tf.Tensor): readonly Node[] {
  const program = ({ x }: Record<string, tf.Tensor>) => ({ dx: tf.grad((t: tf.Tensor) => tf.sum(fn(t)))(x!) });
  return planOf(trace(program as never, { x: { type: 'float32', shape } })).nodes;
}

/** The nodes that stay on the processor beside WebGPU. */
function onProcessor(nodes: readonly Node[]): string[] {
  const [webgpu, cpu] = executionProviders(['webgpu', 'cpu'], nodes);
  expect(cpu).toBe('cpu');
  const { name, forceCpuNodeNames } = webgpu as { name: string; forceCpuNodeNames: string[] };
  expect(name).toBe('webgpu');
  return nodes.filter(({ outputs }) => forceCpuNodeNames.includes(outputs[0]!.name)).map(({ op }) => op);
}

const weights = (...shape: number[]) => tf.reshape(tf.range(1, 1 + shape.reduce((a, b) => a * b)), shape);

it.each([7, 8, 49, 50, 500])('%i pieces come of operations with at most 7 outputs', async (count) => {
  const pieces = (x: tf.Tensor) => tf.addN(tf.unstack(x, 1).map((piece, i) => tf.mul(piece, tf.sin(tf.scalar(i)))));
  const nodes = nodesOf([2, count], (x) => tf.square(pieces(x)));
  expect(Math.max(...nodes.map(({ outputs }) => outputs.length))).toBe(7);
  const [x, compiled] = [weights(2, count), compile(({ t }: { t: tf.Tensor }) => pieces(t), { threads: 1 })];
  const expected = [0, 1].map((row) =>
    Array.from({ length: count }, (_, i) => (row * count + i + 1) * Math.sin(i)).reduce((a, b) => a + b),
  );
  const found = (await compiled.run({ t: x })).dataSync();
  expected.forEach((value, i) => {
    expect(Math.abs(found[i]! - value)).toBeLessThan(1e-5 * count * count);
  });
  await compiled.dispose();
});

it('an LSTM’s program has no operation with more outputs', () => {
  const model = tf.sequential({ layers: [tf.layers.lstm({ units: 2, inputShape: [30, 3] })] });
  const nodes = nodesOf([2, 30, 3], (x) => model.apply(x) as tf.Tensor);
  expect(Math.max(...nodes.map(({ outputs }) => outputs.length))).toBeLessThanOrEqual(7);
  model.dispose();
});

it('max pooling with places, grouped transposed convolutions and lookups stay on the processor', () => {
  const pool = (x: tf.Tensor) => tf.maxPool(tf.mul(x, x) as tf.Tensor4D, 2, 2, 'same');
  expect(onProcessor(nodesOf([1, 4, 4, 2], pool))).toEqual(['MaxPool']);
  const depthwise = (x: tf.Tensor) =>
    tf.depthwiseConv2d(x as tf.Tensor4D, weights(3, 3, 2, 1) as tf.Tensor4D, 1, 'same');
  expect(onProcessor(nodesOf([1, 4, 4, 2], depthwise))).toEqual(['ConvTranspose']);
  const convolution = (x: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, weights(3, 3, 2, 3) as tf.Tensor4D, 1, 'same');
  expect(onProcessor(nodesOf([1, 4, 4, 2], convolution))).toEqual([]);
  const lookup = (x: tf.Tensor) => tf.square(tf.gather(x, tf.tensor1d([0, 2], 'int32')));
  expect(onProcessor(nodesOf([3, 2], lookup))).toEqual(['Gather', 'ScatterElements']);
});
