import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvText } from '../files/csv.js';
import {
  float32Text,
  type Prediction,
  type PredictionFacts,
  predictionCells,
  predictionColumns,
  readPredictions,
} from './predictions.js';

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

const csvOf = (facts: PredictionFacts, rows: readonly Prediction[]) =>
  csvText([predictionColumns(facts), ...rows.map((row) => predictionCells(row, facts))]);

test('CSV as documented', () => {
  const facts = { timeUnit: 'cycles', dated: false, rulCap: 125 };
  expect(csvOf(facts, read([10], [0, 0, 0]))).toBe(
    'unit,cycle,rul,health,p_healthy,p_degrading,p_critical\n1,30,10.000,healthy,0.333333,0.333333,0.333333\n',
  );
});

test('CSV with timestamps, and digits for lives that are short in their unit', () => {
  const facts = { timeUnit: 'days', dated: true, rulCap: 0.03 };
  const row = { ...read([0.0031234], [0, 0, 0])[0]!, time: 1 / 3, timestamp: '2026-03-14T08:00:00Z' };
  expect(csvOf(facts, [row])).toBe(
    'unit,time,timestamp,rul,health,p_healthy,p_degrading,p_critical\n' +
      '1,0.333333,2026-03-14T08:00:00Z,0.003123,healthy,0.333333,0.333333,0.333333\n',
  );
});

test('a float32 is written with the digits that it has, and is read as the same one', () => {
  expect([424.0941771875, 0.00324, 82_496.5, 51].map((value) => float32Text(Math.fround(value)))).toEqual([
    '424.09418',
    '0.00324',
    '82496.5',
    '51',
  ]);
  const finite = fc.float({ noNaN: true, noDefaultInfinity: true });
  fc.assert(fc.property(finite, (value) => Math.fround(Number(float32Text(value))) === value));
});
