import { once } from 'node:events';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { amnl, TINY, temporaryFolder } from './amnl.js';
import { line, type Service, start } from './service.js';

const { path: folder, remove } = temporaryFolder();
const run = join(folder, 'run');
const [second, both] = [join(folder, 'second'), join(folder, 'both')];
const input = join(folder, 'units.txt');
let text = '';
let service: Service;

beforeAll(async () => {
  const fleet = join(folder, 'fleet');
  await amnl(['data', 'simulate', '--out', fleet, '--units', '4']);
  const train = ['train', '--data-dir', fleet, ...TINY, '--set', 'splitSeed=1'];
  for (const args of [
    [...train, '--out', run],
    [...train, '--seed', '7', '--out', second],
    ['ensemble', run, second, '--out', both],
  ]) {
    const { code, stderr } = await amnl(args);
    expect(code, stderr).toBe(0);
  }
  // The first unit has shown 5 cycles only, fewer than a window has.
  const all = readFileSync(join(fleet, 'test_FD001.txt'), 'utf8').trim().split('\n');
  text = all.filter((row) => Number(row.split(' ')[0]) > 1 || Number(row.split(' ')[1]) <= 5).join('\n');
  writeFileSync(input, `${text}\n`);
  service = await start(run, `other=${run}`, `ensemble=${both}`);
});
afterAll(() => {
  service?.child.kill('SIGKILL');
  remove();
});

const rows = () => text.split('\n').map((row) => row.trim().split(/\s+/).map(Number));
const NAMES = [
  'cycle',
  ...[1, 2, 3].map((i) => `setting_${i}`),
  ...Array.from({ length: 21 }, (_, i) => `sensor_${i + 1}`),
];

/** The columns of a unit. */
function unit(name: string) {
  const own = rows().filter(([first]) => String(first) === name);
  return { unit: name, columns: Object.fromEntries(NAMES.map((column, i) => [column, own.map((row) => row[i + 1]!)])) };
}

interface Prediction extends Record<string, unknown> {
  readonly unit: string;
  readonly rul: number;
}

async function post(body: string, { type = 'application/json', query = '', name = 'run', url = service.url } = {}) {
  const answer = await fetch(`${url}/v1/runs/${name}/predict${query}`, {
    method: 'POST',
    headers: { 'content-type': type },
    body,
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

async function predictions(body: string, how?: Parameters<typeof post>[1]): Promise<readonly Prediction[]> {
  const answer = await post(body, how);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body['predictions'] as Prediction[];
}

const asJson = (...names: readonly string[]) => JSON.stringify({ units: names.map(unit) });

/** Equal but for the last digit that is printed. */
function expectEqual(found: readonly Prediction[], wanted: readonly Prediction[]): void {
  expect(found.length).toBe(wanted.length);
  for (const [i, one] of found.entries()) {
    for (const [name, value] of Object.entries(wanted[i]!)) {
      if (typeof value === 'number') expect(Math.abs(Number(one[name]) - value), name).toBeLessThan(1.5e-3);
      else expect(one[name], name).toEqual(value);
    }
    expect(Object.keys(one)).toEqual(Object.keys(wanted[i]!));
  }
}

test.each([
  ['last row', '', ['--last']],
  ['every row', '?last=false', []],
] as const)(
  'the %s of each unit, also of one shorter than a window: what amnl predict --json prints',
  async (_, query, flags) => {
    const { stdout } = await amnl(['predict', run, '--input', input, '--json', ...flags]);
    const wanted = JSON.parse(stdout) as Prediction[];
    expectEqual(await predictions(asJson('1', '2', '3', '4'), { query }), wanted);
    expectEqual(await predictions(text, { query, type: 'text/plain' }), wanted);
  },
);

test('an ensemble also says how far its networks differ', async () => {
  const { stdout } = await amnl(['predict', both, '--input', input, '--json', '--last']);
  const wanted = JSON.parse(stdout) as Prediction[];
  expect(wanted.every((one) => Number(one['rul_spread']) > 0)).toBe(true);
  expectEqual(await predictions(text, { type: 'text/plain', name: 'ensemble' }), wanted);
});

test('twenty requests at once get their own answers, the same as alone, from each run', async () => {
  const alone = new Map<string, Prediction>();
  for (const name of ['1', '2', '3', '4']) alone.set(name, (await predictions(asJson(name)))[0]!);
  expect(new Set([...alone.values()].map(({ rul }) => rul)).size).toBe(4); // a mixed-up answer would show
  const asked = Array.from({ length: 20 }, (_, i) => String((i % 4) + 1));
  const answers = await Promise.all(
    asked.map((name, i) => predictions(asJson(name), { name: i % 2 === 0 ? 'run' : 'other' })),
  );
  for (const [i, answer] of answers.entries()) expect(answer).toEqual([alone.get(asked[i]!)]);
});

test('what is known of a run, and that it has only seen a simulated fleet', async () => {
  const facts = await (await fetch(`${service.url}/v1/runs/run`)).json();
  expect(facts).toMatchObject({
    run: 'run',
    noun: 'engine',
    timeUnit: 'cycles',
    window: 10,
    rulCap: 125,
    simulated: true,
  });
  const { body } = await post(asJson('1'));
  expect(body).toMatchObject({ run: 'run', simulated: true });
  expect(body['notices']).toEqual([expect.stringContaining('fewer rows than the window of 10')]);
});

test('reasons on request: what amnl explain says of the same rows; for so many at most', async () => {
  const [found] = await predictions(asJson('2'), { query: '?reasons=true' });
  const { stdout } = await amnl(['explain', run, '--input', input, '--unit', '2', '--json']);
  const said = JSON.parse(stdout) as Record<string, unknown>;
  const { method, baseline, sum, channels, rows } = found!['reasons'] as Record<string, unknown>;
  expect({ method, baseline }).toEqual({ method: said['method'], baseline: said['baseline'] });
  expect(Math.abs(Number(sum) - Number(said['sum']))).toBeLessThan(1e-3);
  expect(rows).toHaveLength(10);
  expect((channels as { channel: string }[])[0]!.channel).toBe((said['channels'] as { channel: string }[])[0]!.channel);
  const all = await post(asJson('2'), { query: '?reasons=true&last=false' });
  expect(all).toMatchObject({ status: 413, body: { code: 'SV_TOO_MANY' } });
});

test.each([
  [
    () => ({
      ...unit('2'),
      columns: { ...unit('2').columns, sensor_3: undefined, sensr_3: unit('2').columns['cycle'] },
    }),
    'DF_SCALER_MISMATCH',
    "sensor_3 (is it 'sensr_3'?)",
  ],
  [() => ({ ...unit('2'), columns: { ...unit('2').columns, cycle: undefined } }), 'DF_COLUMN_UNKNOWN', "Give 'cycle'"],
  [
    () => ({
      ...unit('2'),
      columns: { ...unit('2').columns, sensor_3: unit('2').columns['sensor_3']!.map(() => null) },
    }),
    '',
    'sensor_3',
  ],
  [
    () => ({ ...unit('2'), columns: { ...unit('2').columns, sensor_3: unit('2').columns['sensor_3']!.map(String) } }),
    'DF_NOT_A_NUMBER',
    'units[0].columns.sensor_3[0]: expected a number',
  ],
])('rows that are refused: %#', async (make, code, message) => {
  const answer = await post(JSON.stringify({ units: [make()] }));
  expect(answer).toMatchObject({ status: 400, body: { message: expect.stringContaining(message) } });
  if (code !== '') expect(answer.body['code']).toBe(code);
});

test.each([
  ['1 1 1\n', 400, 'DC_'],
  [
    Array.from({ length: 1001 }, (_, i) => [i + 1, 1, ...new Array(24).fill(1)].join(' ')).join('\n'),
    413,
    'SV_TOO_MANY',
  ],
  [
    Array.from({ length: 20_001 }, (_, i) => [1, i + 1, ...new Array(24).fill(1)].join(' ')).join('\n'),
    413,
    'DC_FILE_TOO_LARGE',
  ],
])('text that is refused: %#', async (sent, status, code) => {
  const answer = await post(sent, { type: 'text/plain' });
  expect(answer).toMatchObject({ status, body: { code: expect.stringContaining(code) } });
});

test('SIGHUP opens the folders again; one that is damaged is served as it was', async () => {
  const copy = join(folder, 'copy');
  cpSync(run, copy, { recursive: true });
  const { url, child, lines } = await start(copy);
  const before = await predictions(asJson('2'), { url, name: 'copy' });
  writeFileSync(join(copy, 'scaler.json'), '{}');
  const refused = line(lines, 'copy');
  child.kill('SIGHUP');
  expect(await refused).toMatch(/^note: copy is served as it was: .*DF_SCALER_INVALID/);
  expect(await predictions(asJson('2'), { url, name: 'copy' })).toEqual(before);
  cpSync(join(run, 'scaler.json'), join(copy, 'scaler.json'));
  const opened = line(lines, 'Serving copy as it is now');
  child.kill('SIGHUP');
  await opened;
  expect(await predictions(asJson('2'), { url, name: 'copy' })).toEqual(before);
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
});

test('SIGTERM while folders are opened again: what was opened is closed, and the process ends', async () => {
  const { child } = await start(run);
  const ended = once(child, 'exit');
  child.kill('SIGHUP');
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});

test('SIGTERM: the request under way is answered, then the process ends with code 0', async () => {
  const { url, child } = await start(run);
  const headers = { 'content-type': 'text/plain', expect: '100-continue' };
  const sent = request(`${url}/v1/runs/run/predict`, { method: 'POST', headers });
  sent.flushHeaders();
  await once(sent, 'continue'); // the service has the request, and waits for its body
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const refused = () =>
    fetch(`${url}/healthz`, { headers: { connection: 'close' } }).then(
      () => false,
      () => true,
    );
  while (!(await refused()));
  sent.end(text);
  const [answer] = await once(sent, 'response');
  expect(answer.statusCode).toBe(200);
  expect(await json(answer)).toMatchObject({ predictions: [{ unit: '1' }, {}, {}, {}] });
  expect(await ended).toEqual([0, null]);
});

test.each([
  [['nowhere'], 'CLI_RUN_INVALID'],
  [[run, `${run}/.`], "two runs are called 'run'"],
  [[folder, '--port', 'x'], "the port is 'x'"],
  [['a b'], "'a b' cannot stand in an address"],
  [[run, '--host', '256.0.0.1'], 'SV_LISTEN_FAILED'],
])('does not start: %o', async (args, message) => {
  const { code, stderr } = await amnl(['serve', ...args]);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});
