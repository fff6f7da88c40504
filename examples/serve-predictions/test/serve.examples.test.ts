import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { writeSimulated } from '@amnl/data-cmapss/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LIMITS } from '../app.mjs';
import { amnl, failure, start, TINY } from './server.js';

interface Prediction {
  readonly unit: number;
  readonly cycle: number;
  readonly rul: number;
  readonly health: string;
  readonly probabilities: Readonly<Record<string, number>>;
}

const folder = mkdtempSync(join(tmpdir(), 'serve-predictions-'));
const run = join(folder, 'run');
const broken = mkdtempSync(join(folder, 'broken-'));
writeFileSync(join(broken, 'config.json'), '{ "format": "amnl-run", "version": 1 }');
let text: string;
let url: string;
let child: ChildProcess | undefined;

beforeAll(async () => {
  const fleet = join(folder, 'fleet');
  await writeSimulated({ directory: fleet, subset: 'FD001', trainUnits: 4, testUnits: 4 });
  await amnl('train', '--data-dir', fleet, ...TINY, '--out', run);
  // The first unit has shown 5 cycles only, fewer than the 30 of a window.
  const lines = readFileSync(join(fleet, 'test_FD001.txt'), 'utf8').trim().split('\n');
  text = lines.filter((line) => Number(line.split(' ')[0]) > 1 || Number(line.split(' ')[1]) <= 5).join('\n');
  ({ url, child } = await start(run));
});
afterAll(() => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const rowsOf = (lines: string) => lines.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
const ofUnit = (unit: number) =>
  text
    .split('\n')
    .filter((line) => Number(line.split(' ')[0]) === unit)
    .join('\n');

async function post(body: string, type = 'text/plain') {
  const answer = await fetch(`${url}/predict`, { method: 'POST', headers: { 'content-type': type }, body });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}
const predictionsFor = async (body: string, type?: string) =>
  (await post(body, type)).body['predictions'] as readonly Prediction[];

test("every unit at its last cycle: the figures of 'amnl predict', also of a history shorter than the window", async () => {
  const input = join(folder, 'units.txt');
  writeFileSync(input, `${text}\n`);
  const table = (await amnl('predict', run, '--input', input)).trim().split('\n').slice(1);
  const last = new Map(table.map((line) => [line.split(',')[0], line.split(',')])); // the last row of each unit stays

  const predictions = await predictionsFor(text);
  expect(predictions.map(({ unit, cycle }) => [unit, cycle])).toEqual(
    [...last.values()].map(([unit, cycle]) => [Number(unit), Number(cycle)]),
  );
  expect(predictions[0]!.cycle).toBe(5);
  for (const { unit, rul, health, probabilities } of predictions) {
    const [, , cycles, state, ...shares] = last.get(String(unit))!;
    expect(Math.abs(rul - Number(cycles))).toBeLessThan(1e-4 + 0.0005); // the table has 3 decimals
    expect(health).toBe(state);
    Object.values(probabilities).forEach((p, i) => {
      expect(Math.abs(p - Number(shares[i]))).toBeLessThan(1e-4);
    });
  }
});

test('rows as JSON are the same request, and simulated training is told', async () => {
  const answer = await post(JSON.stringify({ rows: rowsOf(text) }), 'application/json');
  expect(answer).toEqual(await post(text));
  expect(answer.body['simulated']).toBe(true);
});

test('twenty requests at once get their own answers', async () => {
  const alone = new Map((await predictionsFor(text)).map((prediction) => [prediction.unit, prediction]));
  const units = Array.from({ length: 20 }, (_, i) => (i % 4) + 1);
  const answers = await Promise.all(units.map((unit) => predictionsFor(ofUnit(unit))));
  for (const [i, [prediction, ...others]] of answers.entries()) {
    const expected = alone.get(units[i]!)!;
    expect(others).toEqual([]);
    expect(prediction).toMatchObject({ unit: expected.unit, cycle: expected.cycle, health: expected.health });
    expect(Math.abs(prediction!.rul - expected.rul)).toBeLessThan(1e-4);
  }
  expect(new Set([...alone.values()].map(({ rul }) => rul)).size).toBe(4); // a mixed-up answer would show
});

test('GET /health, and a path that is not there', async () => {
  expect(await (await fetch(`${url}/health`)).json()).toEqual({
    status: 'ok',
    dataset: 'FD001',
    window: 30,
    simulated: true,
  });
  const missing = await fetch(`${url}/predict`);
  expect(missing.status).toBe(404);
  expect(await missing.json()).toMatchObject({ message: expect.stringContaining('Use POST /predict or GET /health') });
});

const row = (unit: number, cycle: number) => [unit, cycle, ...Array.from({ length: 24 }, () => 1)];
const asJson = (body: unknown) => [JSON.stringify(body), 'application/json'] as const;
const asText = (rows: readonly (readonly (number | string)[])[]) =>
  [rows.map((r) => r.join(' ')).join('\n'), 'text/plain'] as const;

test.each([
  [asJson([1]), 400, 'the body: expected an object with "rows" and nothing else; found a list of 1'],
  [asJson({ row: [] }), 400, 'the body: expected an object with "rows" and nothing else; found an object with row'],
  [asJson({ rows: [] }), 400, '"rows": expected a list of rows'],
  [asJson({ rows: [row(1, 1), [1, 2]] }), 400, 'row 2: expected a list of 26 numbers'],
  [asJson({ rows: [[...row(1, 1).slice(1), '7']] }), 400, 'row 1, column 26 (sensor_21): expected a number; found "7"'],
  [
    [`{"rows":[[1e999${',1'.repeat(25)}]]}`, 'application/json'] as const,
    400,
    'column 1 (unit): expected a number; found Infinity',
  ],
  [asJson({ rows: [row(1, 1), row(1, 3)] }), 400, 'body, line 2, column 2 (cycle): unit 1 goes from cycle 1 to 3'],
  [asJson({ rows: Array.from({ length: LIMITS.rows + 1 }, (_, i) => row(1, i + 1)) }), 400, 'from 1 to'],
  [['{"rows":', 'application/json'] as const, 400, 'JSON'],
  [['', 'application/json'] as const, 400, 'the body is empty'],
  [['', 'text/plain'] as const, 400, 'body holds no rows'],
  [asText([[...row(1, 1).slice(1), 'x']]), 400, 'expected a number, found "x"'],
  [asText([row(1, 1).slice(1)]), 400, 'body, line 1, column 25: expected 26 columns, found 25'],
  [asText(Array.from({ length: LIMITS.rows + 1 }, (_, i) => row(1, i + 1))), 413, `more than ${LIMITS.rows} rows`],
  [asText(Array.from({ length: LIMITS.units + 1 }, (_, i) => row(i + 1, 1))), 413, `${LIMITS.units + 1} units`],
  [['<rows/>', 'application/xml'] as const, 415, 'neither application/json nor text/plain'],
])('refused, plainly: %#', async ([body, type], status, message) => {
  const answer = await post(body, type);
  expect(answer).toMatchObject({ status, body: { message: expect.stringContaining(message) } });
  expect(Object.keys(answer.body).sort()).toEqual(['code', 'message']);
  expect(String(answer.body['message'])).not.toContain('    at ');
});

test('a body that is too large is refused before it has come', async () => {
  const headers = { 'content-type': 'text/plain', 'content-length': LIMITS.bodyBytes + 1 };
  const asked = request(`${url}/predict`, { method: 'POST', headers });
  asked.write('1'); // and no more: who goes on writing where nobody reads may miss the answer
  const [answer] = await once(asked, 'response');
  expect(answer.statusCode).toBe(413);
  expect(await json(answer)).toEqual({
    code: expect.any(String),
    message: expect.stringContaining('the body is too large'),
  });
  asked.destroy();
});

test.each([
  [[], 'Usage: node server.mjs RUN'],
  [['nowhere'], 'config.json is not there. Give the folder of a run'],
  [[broken], 'config.json is not the record of a run'],
  [[folder, '--port', 'x'], "--port is 'x'"],
])('does not start: %o', async (args, message) => {
  const { code, stderr } = await failure(...args);
  expect({ code, lines: stderr.trim().split('\n').length }).toEqual({ code: 2, lines: 1 });
  expect(stderr).toContain(message);
});

test('SIGTERM: the request under way is answered, then the process ends with code 0', async () => {
  const { url: address, child: server } = await start(run);
  const headers = { 'content-type': 'text/plain', expect: '100-continue' };
  const sent = request(`${address}/predict`, { method: 'POST', headers });
  sent.flushHeaders();
  await once(sent, 'continue'); // the server has the request, and waits for its body
  const ended = once(server, 'exit');
  server.kill('SIGTERM');
  await refused(address);
  sent.end(text);
  const [answer] = await once(sent, 'response');
  expect(answer.statusCode).toBe(200);
  expect(await json(answer)).toMatchObject({ predictions: [{ unit: 1 }, {}, {}, {}] });
  expect(await ended).toEqual([0, null]);
});

/** Waits until the server takes no new connection. */
async function refused(address: string): Promise<void> {
  while (
    await fetch(`${address}/health`, { headers: { connection: 'close' } }).then(
      () => true,
      () => false,
    )
  ) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
