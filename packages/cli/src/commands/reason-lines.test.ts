import { type Fleet, Scaler } from '@amnl/data-fleet';
import { expect, test } from 'vitest';
import type { Reason } from '../pipeline/explain/reason.js';
import { reasonCsv, reasonLines } from './reason-lines.js';

const scaler = new Scaler({
  format: 'amnl-scaler',
  version: 2,
  name: 'pumps',
  timeUnit: 'hours',
  channels: ['mode', 'load', 'heat', 'flow'],
  settings: ['mode', 'load'],
  inputs: ['load', 'heat', 'flow'],
  settingScale: [1, 1],
  centroids: [
    [0, 0],
    [1, 1],
  ],
  mean: [
    [0, 0, 0],
    [0, 0, 0],
  ],
  std: [
    [1, 1, 1],
    [1, 1, 1],
  ],
  fittedOn: { units: 1, rows: 1, checksum: '', simulated: false },
});

const fleet: Fleet = {
  name: 'pumps',
  noun: 'pump',
  timeUnit: 'hours',
  role: 'unknown',
  channels: scaler.data.channels,
  settings: scaler.data.settings,
  units: ['P-1'],
  offsets: Int32Array.of(0, 2),
  times: Float64Array.of(0, 1.5),
  values: new Float32Array(8),
  ends: [{ kind: 'running' }],
  origin: { checksum: '', simulated: false },
};

const reason: Reason = {
  unit: 'P-1',
  times: fleet.times,
  padding: 8,
  channels: scaler.inputs,
  contributions: Float64Array.of(0, -1, 2, 0.001, -40, 9),
  scaled: Float32Array.of(0, 0, 0, 0.1, 2.5, -3),
  rul: 70,
  baselineRul: 100,
  sum: -29.999,
  points: 32,
};

test('for people: the greatest first, the rest as one, which row, and what is not told', () => {
  expect(reasonLines(reason, { fleet, scaler, top: 2, rulCap: 125 })).toEqual([
    'pump P-1 at 1.5 hours: RUL 70.0 hours',
    'It would be 100.0 with all rows at the mean of training. What moved it by −30.0 hours:',
    '',
    '  heat      −41.0  last row 2.5 σ above the mean',
    '  flow      +11.0  last row 3.0 σ below the mean',
    '  1 more      0.0',
    '  together  −30.0  0.0 % off',
    '',
    'Half of it comes from 1.5 hours, 1 of 2 rows.',
    'The first row stands for 8 rows more that fill the window; their part is in it.',
    'Settings that only choose the operating condition are not inputs: mode.',
    'Settings choose the operating condition, too; that effect is in no number above: load.',
  ]);
});

test('rows with timestamps are called by them, also in the table of every number; a short life has more digits', async () => {
  const clock = { format: 'iso', zone: 'Z', unitMs: 3_600_000, starts: Float64Array.of(Date.UTC(2026, 0, 1)) } as const;
  const [first] = reasonLines(reason, { fleet: { ...fleet, clock }, scaler, top: 5, rulCap: 0.5 });
  expect(first).toBe('pump P-1 at 2026-01-01T01:30:00Z: RUL 70.000 hours');
  const lines: string[] = [];
  for await (const part of reasonCsv(reason, { ...fleet, clock })) lines.push(...part);
  expect(lines.slice(0, 4)).toEqual([
    'unit,time,timestamp,channel,scaled,contribution',
    'P-1,0,2026-01-01T00:00:00Z,load,0,0',
    'P-1,0,2026-01-01T00:00:00Z,heat,0,-1',
    'P-1,0,2026-01-01T00:00:00Z,flow,0,2',
  ]);
  expect(lines.at(-1)).toBe('P-1,1.5,2026-01-01T01:30:00Z,flow,-3,9');
});
