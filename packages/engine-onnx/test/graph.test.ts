import { describe, expect, it } from 'vitest';
import { Builder } from '../src/graph/builder.js';
import { Graph, liveNodes, type Value } from '../src/graph/graph.js';

const setUp = () => {
  const graph = new Graph();
  const b = new Builder(graph);
  const input = (...shape: number[]): Value => graph.input({ type: 'float32', shape });
  return { graph, b, input, ops: () => graph.nodes.map(({ op }) => op) };
};

describe('Graph', () => {
  it('makes the same operation once, and small equal constants once', () => {
    const { b, input, ops } = setUp();
    const [x, y] = [input(2), input(2)];
    expect(b.add(x, y)).toBe(b.add(x, y));
    expect(b.add(y, x)).not.toBe(b.add(x, y));
    expect(b.scalar(0)).toBe(b.scalar(0));
    expect(b.scalar(-0)).not.toBe(b.scalar(0));
    expect(b.scalar(1, 'int32')).not.toBe(b.scalar(1));
    expect(b.constant([1, 2], [2])).toBe(b.constant([1, 2], [2]));
    expect(ops()).toEqual(['Add', 'Add']);
  });

  it('copies a value to one that nothing else shares', () => {
    const { graph, input } = setUp();
    const x = input(2);
    expect(graph.copy(x)).not.toBe(graph.copy(x));
  });

  it('finds the nodes that outputs need, in order', () => {
    const { graph, b, input } = setUp();
    const x = input(4);
    const sum = b.unary('Exp', x);
    b.unary('Log', x); // dead
    const [first, second] = b.split(sum, 0, [1, 3]);
    const out = b.unary('Neg', second!);
    expect(liveNodes(graph, [out]).map(({ op }) => op)).toEqual(['Exp', 'Split', 'Neg']);
    expect(liveNodes(graph, [first!]).map(({ op }) => op)).toEqual(['Exp', 'Split']);
    expect(liveNodes(graph, [x])).toEqual([]);
  });
});

describe('Builder leaves out', () => {
  it('adding 0, multiplying and dividing by 1, but not multiplying by 0', () => {
    const { b, input, ops } = setUp();
    const x = input(2, 3);
    for (const same of [
      b.add(x, b.scalar(0)),
      b.add(b.scalar(0), x),
      b.sub(x, b.scalar(0)),
      b.mul(x, b.scalar(1)),
      b.div(x, b.fill(1, [2, 3])),
    ]) {
      expect(same).toBe(x);
    }
    expect(b.sub(b.scalar(0), x)).not.toBe(x);
    b.mul(x, b.scalar(0)); // NaN and infinity do not become 0
    expect(ops()).toEqual(['Sub', 'Mul']);
  });

  it('a broadcast which the next operation brings about itself', () => {
    const { b, input, ops } = setUp();
    const [row, x] = [input(1, 3), input(2, 3)];
    const wide = b.mul(row, b.fill(1, [2, 3]));
    expect(wide.shape).toEqual([2, 3]);
    const sum = b.add(x, wide);
    expect(sum.node!.inputs).toEqual([x, row]);
    expect(ops()).toEqual(['Expand', 'Add']);
  });

  it('large constants of one number in elementwise operations', () => {
    const { b, input } = setUp();
    const x = input(100, 100);
    expect(b.mul(x, b.fill(2, [100, 100])).node!.inputs[1]!.shape).toEqual([]);
    expect(b.mul(input(1, 100), b.fill(2, [100, 100])).shape).toEqual([100, 100]);
  });

  it('reshapes of reshapes and to the same shape', () => {
    const { b, input, ops } = setUp();
    const x = input(2, 3);
    expect(b.reshape(b.reshape(x, [6]), [2, 3])).toBe(x);
    expect(b.reshape(b.reshape(x, [6]), [3, 2]).node!.inputs[0]).toBe(x);
    expect(ops()).toEqual(['Reshape', 'Reshape']);
  });

  it('transpositions that cancel, and those that only move axes of size 1', () => {
    const { b, input } = setUp();
    const x = input(2, 3, 4);
    expect(b.transpose(b.transpose(x, [2, 0, 1]), [1, 2, 0])).toBe(x);
    expect(b.transpose(b.transpose(x, [2, 0, 1]), [2, 0, 1]).node).toMatchObject({
      op: 'Transpose',
      attributes: { perm: [1, 2, 0] },
    });
    expect(b.transpose(input(2, 1, 3), [1, 0, 2]).node!.op).toBe('Reshape');
  });

  it('casts to the same type, and casts of constants', () => {
    const { b, input, ops } = setUp();
    const x = input(2);
    expect(b.cast(x, 'float32')).toBe(x);
    expect(b.cast(b.scalar(2.5), 'int32')).toMatchObject({ type: 'int32', fill: 2 });
    expect(ops()).toEqual([]);
  });

  it('whole slices, reductions over axes of size 1, joining of one part', () => {
    const { b, input } = setUp();
    const x = input(2, 1, 3);
    expect(b.slice(x, [0, 0, 0], [2, 1, 3])).toBe(x);
    expect(b.reduce('ReduceSum', x, [1]).node!.op).toBe('Reshape');
    expect(b.concat([x, input(0, 1, 3)], 0)).toBe(x);
    expect(b.split(x, 1, [1])).toEqual([x]);
  });
});

describe('taking apart what was joined', () => {
  it('gives the parts back', () => {
    const { b, input } = setUp();
    const parts = [input(2, 3), input(2, 4)];
    expect(b.split(b.concat(parts, 1), 1, [3, 4])).toEqual(parts);
    expect(b.split(b.concat(parts, 1), 1, [4, 3])[0]!.node!.op).toBe('Split');
  });

  it('does elementwise operations in between on each part', () => {
    const { graph, b, input } = setUp();
    const [x, y, bias] = [[input(2, 3), input(2, 3)], [input(2, 3), input(2, 3)], input(1, 1)] as const;
    const [joinedX, joinedY] = [b.concat(x, 1), b.concat(y, 1)];
    const whole = b.add(b.mul(joinedX, b.unary('Sigmoid', joinedY)), bias);
    const pieces = b.split(whole, 1, [3, 3]);
    expect(pieces.map(({ shape }) => shape)).toEqual([
      [2, 3],
      [2, 3],
    ]);
    expect(liveNodes(graph, [pieces[0]!]).map(({ op }) => op)).toEqual(['Sigmoid', 'Mul', 'Add']);
    expect(liveNodes(graph, [pieces[1]!])[1]!.inputs[0]).toBe(x[1]);
  });

  it('reaches through joining along another axis', () => {
    const { graph, b, input } = setUp();
    const columns = [0, 1].map(() => b.concat([input(1, 2), input(1, 2)], 0));
    const rows = b.split(b.concat(columns, 1), 0, [1, 1]);
    expect(liveNodes(graph, rows).map(({ op }) => op)).toEqual(['Concat', 'Concat']);
  });

  it('leaves a split where one operand has no parts', () => {
    const { b, input } = setUp();
    const joined = b.concat([input(2, 3), input(2, 3)], 1);
    const [first] = b.split(b.add(joined, input(2, 6)), 1, [3, 3]);
    expect(first!.node!.op).toBe('Split');
  });

  it('joins two joined operands once', () => {
    const { graph, b, input } = setUp();
    const join = () => b.concat([input(2, 3), input(2, 3)], 0);
    const product = b.mul(join(), join());
    expect(liveNodes(graph, [product]).map(({ op }) => op)).toEqual(['Mul', 'Mul', 'Concat']);
  });
});
