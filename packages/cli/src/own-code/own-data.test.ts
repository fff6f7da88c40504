import type { Fleet } from '@amnl/data-fleet';
import { fleetFromRows, type TableRow } from '@amnl/data-fleet/node';
import { expect, test } from 'vitest';
import { presetConfig } from '../config/resolve-config.js';
import { loadRunData } from './own-data.js';
import type { DataFunction, GivenData } from './run-definition.js';

const file = { given: './amnl.config.mjs', path: '/project/amnl.config.mjs', sha256: 'f'.repeat(64) };
const rows: TableRow[] = ['A', 'B', 'C'].flatMap((pump, i) =>
  [0, 1, 2, 3, 4].map((hour) => ({ pump, hour, flow: hour + i / 4, fixed: 3, failed: hour === 4 })),
);
const made = await fleetFromRows(rows, { name: 'pumps', unit: 'pump', time: 'hour', failed: 'failed' });
const load = (data: unknown, config = presetConfig('quick')) => {
  const used = { ...file, flag: '--config', brings: ['data'] } as const;
  return loadRunData(config, [{ used, definition: { data: (async () => data) as DataFunction } }]);
};
const { role: _, origin: __, ...bare } = made.train;

test('what a function returns is named, signed, and given roles and rules', async () => {
  const data = await load({ train: bare, test: bare });
  expect(data.train).toEqual({ ...made.train, origin: { checksum: data.checksum, simulated: false } });
  expect(data.test).toEqual({ ...data.train, role: 'test' });
  expect(data).toMatchObject({ source: 'code', official: false, simulated: false, files: {}, rules: made.rules });
  expect(data.notices).toEqual([
    'Constant in all rows, so not shown to the network: fixed',
    expect.stringContaining('derived'),
  ]);
});

test('rules that are given are used, and what they say of the source', async () => {
  const labels = { rulCap: 3, healthBorders: { degrading: 2, critical: 1 } };
  const origin = { checksum: 'mine', simulated: true };
  const data = await load({ ...made, train: { ...made.train, origin }, rules: { labels }, notices: ['3 pumps'] });
  expect(data).toMatchObject({ simulated: true, rules: { labels }, notices: ['3 pumps'] });
  expect(data.test).toBeUndefined();
  expect(data.train.origin.checksum).toMatch(/^[0-9a-f]{64}$/);
});

test('the checksum is of what was trained on, under the name of the run', async () => {
  const sum = async (given: GivenData, dataset?: string) =>
    (await load(given, presetConfig('quick', dataset === undefined ? {} : { dataset }))).checksum;
  const [known, again] = [await sum({ train: bare }), await sum({ train: { ...bare, values: bare.values.slice() } })];
  expect(again).toBe(known);
  const others: GivenData[] = [
    { train: { ...bare, values: bare.values.map((value) => value + 1) } },
    { train: { ...bare, ends: [...bare.ends.slice(1), { kind: 'running' }] } },
    { train: bare, test: bare },
  ];
  for (const other of others) expect(await sum(other)).not.toBe(known);
});

const wrong = (change: Partial<Fleet>) => ({ train: { ...made.train, ...change } });
test.each([
  ['nothing', undefined, /what its function for data returned is undefined. Return \{ train, test, rules \}/],
  ['a list', [made.train], /`train` of what its function for data returned is undefined/],
  ['no units', { rules: made.rules }, /`train` of what its function for data returned is undefined/],
  ['a fleet itself', made.train, /`train` of what its function for data returned is undefined/],
  ['a misspelt part', { train: bare, tests: bare }, /has 'tests', which is not a part of data. Did you mean 'test'\?/],
  ['no object as test', { train: bare, test: 3 }, /`test` of what its function for data returned is 3/],
  ['null as rules', { train: bare, rules: null }, /`rules` of what its function for data returned is null/],
  ['no notices', { train: bare, notices: 'fine' }, /`notices` of .* are not a list of texts/],
  ['a list as offsets', wrong({ offsets: [0, 5] as never }), /`train` .*must be an Int32Array.*\(DF_FLEET_INVALID\)/],
  [
    'a NaN',
    wrong({ values: bare.values.map(() => Number.NaN) }),
    /`train` .*flow of unit A of pumps.*\(DF_NOT_FINITE\)/,
  ],
  ['a wrong role', wrong({ role: 'test' }), /\(DF_ROLE\)/],
  ['no labels', { train: bare, rules: {} }, /`rules` .*\(CL_OPTION_INVALID\)/],
  ['an unknown rule', { train: bare, rules: { ...made.rules, cap: 3 } }, /`rules` .*\(CL_OPTION_UNKNOWN\)/],
  [
    'nothing that varies',
    wrong({ values: bare.values.map(() => 1) }),
    /`rules` .*no channel of pumps varies.*\(DF_NO_CHANNEL\)/,
  ],
])('refuses %s, with the file', async (_, given, message) => {
  const call = load(given);
  await expect(call).rejects.toThrow(message);
  await expect(call).rejects.toThrow(/\/project\/amnl\.config\.mjs cannot be used: .*\(CLI_PLUGIN_INVALID\)$/s);
});
