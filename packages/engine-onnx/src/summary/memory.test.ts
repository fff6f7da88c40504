import { expect, it } from 'vitest';
import { Graph, type Value } from '../graph/graph.js';
import { peakOf } from './memory.js';

const of = (size: number) => ({ type: 'float32', shape: [size] }) as const;

it('a value is alive from the node that makes it to the last that reads it; a view holds what it shows', () => {
  const graph = new Graph();
  const x = graph.input(of(100));
  const a = graph.node('Exp', [x], of(10)); // 10 alive
  const view = graph.node('Reshape', [a], { type: 'float32', shape: [2, 5] });
  const b = graph.node('Tile', [view], of(40)); // 50; the last use of `a`
  const c = graph.node('ReduceSum', [b], of(1)); // 41
  const result = graph.node('Neg', [c], of(1)); // 2, or 1 where the result is counted elsewhere
  graph.node('Exp', [result], of(5)); // nobody reads it: alive while it is made
  const peak = (counted: readonly Value[] = []) => peakOf(graph, new Set(counted));
  expect(peak()).toBe(4 * 50);
  expect(peak([b])).toBe(4 * 10);
  expect(peak([a, b])).toBe(4 * 6);
});
