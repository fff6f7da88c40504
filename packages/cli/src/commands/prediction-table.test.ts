import { expect, test } from 'vitest';
import type { RangedPrediction } from '../pipeline/predict-units.js';
import { linesForPeople } from './prediction-table.js';

const prediction = (unit: string, rul: number, more: Partial<RangedPrediction> = {}): RangedPrediction => ({
  unit,
  time: 10,
  rul,
  health: 'healthy',
  probabilities: [1, 0, 0],
  inRange: true,
  worstChannel: 'flow',
  worstKind: 'value',
  worstDeviation: 1,
  ...more,
});
const dated = { timeUnit: 'hours', dated: true, rulCap: 880 };

async function table(all: readonly RangedPrediction[], columns: number, facts = dated): Promise<string[]> {
  const parts = (async function* () {
    for (const one of all) yield [one];
  })();
  const lines: string[] = [];
  for await (const part of linesForPeople(facts, { columns, noun: 'pump' }, parts)) lines.push(...part);
  return lines;
}

test('in 80 columns: name, life, date in its zone, health, and which channel is out of range', async () => {
  const all = [
    prediction('P-9', 7.04, { health: 'critical', failsAbout: '2026-07-07T13:07:00+02:00' }),
    prediction('P-10', 176.888, { inRange: false, worstChannel: 'bearing', failsAbout: '2026-07-14T09:00:00+02:00' }),
    prediction('P-2', 870),
  ];
  expect(await table(all, 80)).toEqual([
    'pump   RUL, hours  fails about (+02:00)  health    in range',
    'P-9           7.0  2026-07-07 13:07      critical  yes',
    'P-10        176.9  2026-07-14 09:00      healthy   NO: bearing',
    'P-2         870.0  –                     healthy   yes',
  ]);
});

test('without dates, with seconds, and with a cap of many or few units of time', async () => {
  expect(await table([prediction('1', 12.345)], 80, { timeUnit: 'cycles', dated: false, rulCap: 12_500 })).toEqual([
    'pump   RUL, cycles  health   in range',
    '1               12  healthy  yes',
  ]);
  const [, line] = await table([prediction('1', 0.5, { failsAbout: '2026-07-07T13:07:05Z' })], 80, {
    ...dated,
    rulCap: 2,
  });
  expect(line).toBe('1           0.500  2026-07-07 13:07:05  healthy  yes');
});

test('no line is wider than the terminal, however long or hostile the names; columns are left out before the life is', async () => {
  const long = '\u6f22\u5b57\u001b[31m'.repeat(40);
  const all = [prediction(long, 1, { inRange: false, worstChannel: long, failsAbout: '2026-07-07T13:07:00Z' })];
  const wide = (text: string) => [...text].reduce((sum, letter) => sum + (/\p{Script=Han}/u.test(letter) ? 2 : 1), 0);
  for (const columns of [120, 80, 60, 40, 24]) {
    const lines = await table(all, columns);
    for (const line of lines) {
      expect(wide(line), `${columns}: ${line}`).toBeLessThanOrEqual(columns);
      expect(line).not.toContain('\u001b');
    }
    expect(lines[1]).toContain('1.0');
    expect(lines[0]!.includes('fails about')).toBe(columns >= 80);
  }
});

test('with costs: what to do, and by when; no later than planned', async () => {
  const planned = { timeUnit: 'cycles', dated: false, rulCap: 125, planned: true };
  const all = [
    prediction('1', 8, { plan: { action: 'change now', changeBy: 10 } }),
    prediction('2', 60, { plan: { action: 'change by', changeBy: 58.99 } }),
    prediction('3', 120, { plan: { action: 'leave' } }),
  ];
  expect(await table(all, 80, planned)).toEqual([
    'pump   RUL, cycles  change   health   in range',
    '1              8.0  now      healthy  yes',
    '2             60.0  by 58.9  healthy  yes',
    '3            120.0  leave    healthy  yes',
  ]);
  const dates = [
    prediction('1', 800, { plan: { action: 'change by', changeBy: 9, changeDate: '2026-07-07T13:07:00Z' } }),
  ];
  expect(await table(dates, 80, { ...dated, planned: true } as never)).toEqual([
    'pump   RUL, hours  fails about (UTC)  change (UTC)         health   in range',
    '1           800.0  –                  by 2026-07-07 13:07  healthy  yes',
  ]);
});
