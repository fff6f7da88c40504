import { expect, test } from 'vitest';
import { unitReasons } from './unit-reasons.js';

const reason = (unit: string, contributions: readonly number[]) => ({
  unit,
  time: 105,
  rul: 72.8218,
  baseline_rul: 72.4068,
  sum: 0.415,
  channels: contributions.map((contribution, i) => ({ channel: `s${i}`, contribution, scaled: 0.8624391 })),
  rows: [],
  half: { from: 96, to: 101, rows: 6, contribution: 0.3 },
  padding: 0,
  points: 32,
  true_rul: 60,
  among: ['worst' as const],
});

const file = (...units: ReturnType<typeof reason>[]) => unitReasons({ units } as never);

test('reasons of a unit: six channels by name, all others added up, with digits that can be seen', () => {
  const reasons = file(reason('P-1', [9.3241678, -8, 7, -6, 5, -4, 0.5, 0.25, -0.125])).get('P-1')!;
  expect(reasons.channels.map(({ channel, moved }) => [channel, moved])).toEqual([
    ['s0', 9.3242],
    ['s1', -8],
    ['s2', 7],
    ['s3', -6],
    ['s4', 5],
    ['s5', -4],
  ]);
  expect(reasons).toMatchObject({ from: 72.407, to: 72.822, rows: [96, 101], others: { count: 3, moved: 0.625 } });
  expect(reasons.channels[0]!.scaled).toBe(0.86244);
});

test('a single other channel has its own name', () => {
  const reasons = file(reason('P-1', [7, 6, 5, 4, 3, 2, 1])).get('P-1')!;
  expect(reasons.channels).toHaveLength(7);
  expect(reasons).not.toHaveProperty('others');
});
