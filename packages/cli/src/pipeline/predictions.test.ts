import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvText } from '../files/csv.js';
import { predictionCells, predictionColumns, readPredictions } from './predictions.js';

const read = (rul: number[], logits: number[]) =>
  readPredictions(
    {
      rul: { data: Float32Array.from(rul), shape: [rul.length] },
      health: { data: Float32Array.from(logits), shape: [rul.length, 3] },
    },
    {
      units: rul.map((_, i) => String(i + 1)),
      unit: Int32Array.from(rul, (_, i) => i),
      time: Float64Array.from(rul, () => 30),
    },
  );

test('softmax of the logits, the likeliest state, and their order', () => {
  const [first, second] = read([10, 20.25], [0, 0, Math.log(2), 1000, 0, -1000]);
  expect(first).toMatchObject({ unit: '1', time: 30, rul: 10, health: 'critical' });
  expect(first!.probabilities).toEqual([expect.closeTo(0.25, 6), expect.closeTo(0.25, 6), expect.closeTo(0.5, 6)]);
  expect(second).toMatchObject({ unit: '2', rul: 20.25, health: 'healthy', probabilities: [1, 0, 0] });
});

test('probabilities sum to 1 whatever the logits', () => {
  const logit = fc.float({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(logit, logit, logit, (a, b, c) => {
      const { probabilities } = read([1], [a, b, c])[0]!;
      expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
    }),
  );
});

test('CSV as documented', () => {
  expect(csvText([predictionColumns('cycles'), ...read([10], [0, 0, 0]).map(predictionCells)])).toBe(
    'unit,cycle,rul,health,p_healthy,p_degrading,p_critical\n1,30,10.000,healthy,0.333333,0.333333,0.333333\n',
  );
});
