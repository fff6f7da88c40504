import { expect, test } from 'vitest';
import { makespan, runHours } from './hours.js';

test('the hours of a run are those of its steps and evaluations', () => {
  const work = { epochs: 10, stepsPerEpoch: 300, windowsPerEpoch: 200, finalWindows: 12_000 };
  // 4 s to start, 10 · (300 · 0.1 + 200 · 0.001) s, 12 s at the end.
  expect(runHours({ step: 0.1, window: 0.001, start: 4 }, work)).toBeCloseTo((4 + 302 + 12) / 3600, 12);
});

test('runs in their order go to whoever is free first', () => {
  expect(makespan([3, 1, 1, 2], 1)).toBe(7);
  // The second worker does the runs of 1, 1 and then 2.
  expect(makespan([3, 1, 1, 2], 2)).toBe(4);
  expect(makespan([3, 1, 1, 2], 100)).toBe(3);
  expect(makespan([], 4)).toBe(0);
});
