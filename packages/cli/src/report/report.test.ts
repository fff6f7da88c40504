import { describe, expect, test } from 'vitest';
import { sampleConfig } from '../fixtures/sample-config.js';
import { groupOf, titleOf } from './describe-run.js';
import { distinct } from './distinct.js';
import { factsOf } from './facts.js';
import { readUnitResults } from './read-predictions.js';

describe('a run in words', () => {
  const data = { checksum: 'abcdef0123456789' };
  const config = sampleConfig('quick', {
    seed: 7,
    epochs: 2,
    channels: [8, 16],
    threads: 1,
    data: ['/elsewhere/pumps.csv'],
  });

  test('names what is not as in the preset, and not where things are', () => {
    expect(titleOf({ config, data, simulated: false })).toBe(
      'pumps · quick · epochs 2 · rulCap 125 · channels 8, 16 · seed 7',
    );
    expect(groupOf({ config: sampleConfig('quick'), data, simulated: false })).toBe(
      'pumps · quick · rulCap 125 · data abcdef',
    );
  });

  test('tells data apart', () => {
    const config = sampleConfig('paper');
    const simulated = { config, data: { checksum: 'simulated:123456789' }, simulated: true };
    expect(titleOf(simulated)).toBe('pumps · paper · rulCap 125 · simulated fleet · seed 42');
    expect(groupOf(simulated)).toBe('pumps · paper · rulCap 125 · simulated fleet · data 123456');
  });
});

describe('readUnitResults', () => {
  const header = 'unit,cycle,rul,health,p_healthy,p_degrading,p_critical,true_rul,last,simulated';
  const file = (...rows: string[]) => [header, ...rows, ''].join('\n');

  test('puts the rows of a unit together, with the truth of its last one', () => {
    const text = file(
      '3,30,106.461,healthy,1,0,0,51,0,0',
      '3,31,49.05,degrading,0,1,0,50,1,0',
      '7,21,2.04,critical,0,0,1,9,1,0',
    );
    expect(readUnitResults(text, { from: 'p.csv', cap: 125 })).toEqual([
      { unit: '3', times: [30, 31], predicted: [106.5, 49.05], health: '01', truth: 50 },
      { unit: '7', times: [21], predicted: [2.04], health: '2', truth: 9 },
    ]);
  });

  test('reads the column under its earlier name, engine', () => {
    const row = '3,30,106.461,healthy,1,0,0,51,0,0';
    expect(readUnitResults(file(row).replace('unit', 'engine'), { from: 'p.csv', cap: 125 })).toEqual(
      readUnitResults(file(row), { from: 'p.csv', cap: 125 }),
    );
  });

  test('reads units by any name, at any times, and those that still run', () => {
    const name = '"P-101/A, ""north"""';
    const text = [
      'unit,time,rul,health,p_healthy,p_degrading,p_critical,true_rul,last,simulated,censored',
      `${name},12.5,106.461,healthy,1,0,0,51,0,0,0`,
      `${name},31.25,49.05,degrading,0,1,0,32.25,1,0,0`,
      'P-102,0,900.04,healthy,0,0,1,400.5,0,0,1',
      'P-102,400.5,870.041,healthy,0,0,1,0,1,0,1',
      '',
    ].join('\n');
    expect(readUnitResults(text, { from: 'p.csv', cap: 125 })).toEqual([
      { unit: 'P-101/A, "north"', times: [12.5, 31.25], predicted: [106.5, 49.05], health: '01', truth: 32.25 },
      { unit: 'P-102', times: [0, 400.5], predicted: [900, 870.041], health: '00', truth: 0, running: true },
    ]);
  });

  test('reads when a unit began from its timestamps, by the clock that they show', () => {
    const header = 'unit,time,timestamp,rul,health,true_rul';
    const rows = (zone: string) => [
      header,
      `P-1,30.5,2026-03-02T14:30:00${zone},9,healthy,1`,
      `P-1,31.5,2026-03-02T15:30:00${zone},8,healthy,0`,
      'P-2,24,2026-03-04,9,healthy,1',
    ];
    for (const zone of ['Z', '+02:00', '']) {
      const [one, two] = readUnitResults(rows(zone).join('\n'), { from: 'p.csv', unitMs: 3_600_000 });
      expect(one).toMatchObject({ start: Date.UTC(2026, 2, 1, 8), times: [30.5, 31.5] });
      expect(two!.start).toBe(Date.UTC(2026, 2, 3));
    }
    expect(readUnitResults(rows('Z').join('\n'), { from: 'p.csv', cap: 125 })[0]).not.toHaveProperty('start');
  });

  test('takes what a network that has gone wrong says', () => {
    const text = file('1,30,NaN,healthy,1,0,0,51,0,0', '1,31,Infinity,healthy,1,0,0,50,1,0');
    expect(readUnitResults(text, { from: 'p.csv', cap: 125 })[0]!.predicted).toEqual([null, null]);
  });

  test.each([
    ['another header', 'unit,cycle\n1,2\n', /line 1 of p\.csv lacks the columns rul, health, true_rul/],
    ['no number', file('1,30,abc,healthy,1,0,0,51,0,0'), /line 2 of p\.csv is not a prediction: '1,30,abc/],
    ['an empty cell', file('1,30,,healthy,1,0,0,51,0,0'), /line 2 .* is not a prediction/],
    ['an unknown state', file('1,30,5,fine,1,0,0,51,0,0'), /line 2 .* is not a prediction/],
    [
      'a time twice',
      file('1,30,5,healthy,1,0,0,51,0,0', '1,30,5,healthy,1,0,0,49,0,0'),
      /line 3 .* at 30 .* before is at 30/,
    ],
    [
      'a unit in two places',
      file(...['1', '2', '1'].map((unit) => `${unit},30,5,healthy,1,0,0,5,1,0`)),
      /line 4 .* goes back to unit '1'/,
    ],
    ['a row that was cut', file('1,30,5,healthy,1'), /line 2 .* is not a prediction/],
    ['a steering row', file('1,\u001b[2J'), /'1,\\u001b\[2J'/],
  ])('refuses %s', (_, text, message) => {
    expect(() => readUnitResults(text, { from: 'p.csv', cap: 125 })).toThrow(message);
    expect(() => readUnitResults(text, { from: 'p.csv', cap: 125 })).toThrow('CLI_RUN_INVALID');
  });
});

describe('factsOf', () => {
  test('makes a table of each part of a record, and of what metrics.json says of time', () => {
    const record = {
      format: 'amnl-run',
      version: 1,
      engine: 'onnx',
      config: { channels: [8, 16], selection: 'test', threads: 2 },
      data: {
        directory: null,
        healthBorders: { degrading: 50, critical: 15 },
        reading: { unit: 'pump', time: { column: 'at', unit: 'hours' }, failed: true },
        deeper: { a: { b: { c: 1 } } },
        checksum: 'ab',
        columns: { unit: 'pump', channels: ['speed', 'heat'], settings: [] },
        files: { 'pumps.csv': '12' },
        trainEngines: 80,
      },
      versions: { '@amnl/cli': '1.0.0' },
    };
    expect(factsOf(record, { training_seconds: 12.34, samples_per_second: 999.6, other: 1 })).toEqual([
      {
        title: 'Run',
        rows: [
          ['engine', 'onnx'],
          ['training_seconds', '12.3 s of training'],
          ['samples_per_second', '1000 training samples a second'],
        ],
      },
      {
        title: 'Configuration',
        rows: [
          ['channels', '8, 16'],
          ['selection', 'test'],
          ['threads', '2'],
        ],
      },
      {
        title: 'Columns',
        rows: [
          ['unit', 'pump'],
          ['channels', 'speed, heat'],
          ['settings', 'none'],
        ],
      },
      {
        title: 'Data',
        rows: [
          ['healthBorders', 'degrading 50, critical 15'],
          ['reading', 'unit pump, time (column at, unit hours), failed true'],
          ['deeper', '{"a":{"b":{"c":1}}}'],
          ['checksum', 'ab'],
          ['trainUnits', '80'],
          ['pumps.csv', 'sha256 12'],
        ],
      },
      { title: 'Versions', rows: [['@amnl/cli', '1.0.0']] },
    ]);
  });

  test('cuts what is too long, and takes no harm from what is no record', () => {
    const [{ rows } = { rows: [] }] = factsOf({ note: 'x'.repeat(10_000), config: 3, data: null }, undefined);
    expect(rows[0]![1].length).toBeLessThan(600);
  });
});

test('distinct: runs of equal name are told apart', () => {
  const run = (name: string) => ({ name }) as never;
  expect(distinct([run('a'), run('b'), run('a')]).map(({ name }) => name)).toEqual(['a', 'b', 'a (2)']);
});
