import { once } from 'node:events';
import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import { TrainError } from '@amnl/core-loop/errors';
import { expect, test } from 'vitest';
import { createServer, LIMITS } from '../src/index.js';
import { ask, Echo, PREDICT, serve } from './service.js';

const columns = { hour: [1, 2], flow: [0.5, null], heat: [3, 4] };
const unit = (name: string) => ({ unit: name, columns });

test('a request reaches the run as it is, and what it says comes back', async () => {
  const run = new Echo({ simulated: true });
  const { url } = await serve({ pumps: run });
  const { status, body } = await ask(url, { units: [unit('P-2'), unit('P-1')] });
  expect(status).toBe(200);
  expect(body).toEqual({
    run: 'pumps',
    simulated: true,
    notices: ['said'],
    predictions: [
      { unit: 'P-2', data: 'pumps' },
      { unit: 'P-1', data: 'pumps' },
    ],
  });
  await ask(url, 'lines', 'text/plain', '?last=false');
  const [first, second] = run.asked;
  expect(first).toMatchObject({ rows: { units: [unit('P-2'), unit('P-1')] }, last: true, reasons: false });
  expect(second!.last).toBe(false);
  expect('text' in second!.rows && Buffer.from(second!.rows.text).toString()).toBe('lines');
});

test('runs by name', async () => {
  const { url } = await serve({ pumps: new Echo(), 'FD001.v2': new Echo({ data: 'FD001' }) });
  const facts = async (path: string) => (await fetch(`${url}${path}`)).json();
  expect(await facts('/v1/runs')).toMatchObject({ runs: [{ run: 'pumps' }, { run: 'FD001.v2', data: 'FD001' }] });
  expect(await facts('/v1/runs/FD001.v2')).toMatchObject({ run: 'FD001.v2', data: 'FD001', window: 30 });
  expect(await facts('/v1/runs/pump')).toEqual({
    code: 'SV_RUN_UNKNOWN',
    message: "no run is served as 'pump'. Did you mean 'pumps'?",
  });
  expect(() => createServer({ 'a b': new Echo() })).toThrow(/cannot be served as 'a b'.*SV_NAME_INVALID/);
});

const body = (...units: unknown[]) => ({ units });
const wide = (rows: number) => ({ hour: Array.from({ length: rows }, (_, i) => i) });

test.each([
  [[1], 400, 'SV_BODY_INVALID', 'the body: expected an object with "units" and nothing else; found a list of 1'],
  [
    { unit: [] },
    400,
    'SV_BODY_INVALID',
    'the body: expected an object with "units" and nothing else; found an object with unit',
  ],
  [body(), 400, 'SV_BODY_INVALID', 'units: expected a list of units; found a list of 0'],
  [
    body(unit('a'), 7),
    400,
    'SV_BODY_INVALID',
    'units[1]: expected an object with "unit" and "columns" and nothing else; found 7',
  ],
  [body({ ...unit('a'), x: 1 }), 400, 'SV_BODY_INVALID', 'units[0]: expected an object with "unit" and "columns"'],
  [
    body({ unit: 7, columns }),
    400,
    'SV_BODY_INVALID',
    'units[0].unit: expected a text of 1 to 200 characters; found 7',
  ],
  [
    body({ unit: 'a', columns: [] }),
    400,
    'SV_BODY_INVALID',
    'units[0].columns: expected an object with a list for each column',
  ],
  [
    body({ unit: 'a', columns: { 'a/b~c': 1 } }),
    400,
    'SV_BODY_INVALID',
    'units[0].columns.a/b~c: expected a list of numbers, one for each row; found 1',
  ],
  [
    body({ unit: 'a', columns: { flow: [1, {}] } }),
    400,
    'SV_BODY_INVALID',
    'units[0].columns.flow[1]: expected a number, a timestamp, or null; found an object with nothing in it',
  ],
  [
    body({ unit: 'a', columns: { flow: [1], heat: [1, 2] } }),
    400,
    'SV_BODY_INVALID',
    "units[0].columns.heat has 2 cells, and 'flow' has 1",
  ],
  [body(unit('a'), unit('a')), 400, 'SV_BODY_INVALID', "units[1].unit: 'a' is there twice"],
  [
    body(...Array.from({ length: 1001 }, (_, i) => unit(`${i}`))),
    413,
    'SV_TOO_MANY',
    'found a list of 1001. Send at most 1000 at once',
  ],
  [body({ unit: 'a', columns: wide(20_001) }), 413, 'SV_TOO_MANY', 'found a list of 20001. Send at most 20000'],
  [
    body({ unit: 'a', columns: wide(15_000) }, { unit: 'b', columns: wide(15_000) }),
    413,
    'SV_TOO_MANY',
    'has 30000 rows, more than 20000',
  ],
  ['{"units":', 400, 'SV_BODY_INVALID', 'JSON'],
  ['{"__proto__":1}', 400, 'SV_BODY_INVALID', ''],
  ['', 400, 'SV_BODY_INVALID', 'the body is empty'],
  [`[${'['.repeat(100_000)}`, 400, 'SV_BODY_INVALID', 'JSON'],
])('a body that is refused, with its place: %#', async (sent, status, code, message) => {
  const run = new Echo();
  const { url, logged } = await serve({ pumps: run });
  const answer = await ask(url, sent);
  expect(answer).toMatchObject({ status, body: { code, message: expect.stringContaining(message) } });
  expect(Object.keys(answer.body).sort()).toEqual(['code', 'message']);
  expect(run.asked).toEqual([]);
  expect(logged).toEqual([]);
});

test.each([
  ['?last=yes', 400, 'SV_QUERY_INVALID', "'last' must be given once, as 'true' or 'false'"],
  ['?last=true&last=true', 400, 'SV_QUERY_INVALID', "'last' must be given once"],
  ['?lasst=true', 400, 'SV_QUERY_INVALID', "no parameter 'lasst'"],
  ['?reasons=true', 422, 'SV_NO_REASONS', "'pumps' gives no reasons"],
])('what stands behind the address: %s', async (query, status, code, message) => {
  const { url } = await serve();
  const answer = await ask(url, body(unit('a')), undefined, query);
  expect(answer).toMatchObject({ status, body: { code, message: expect.stringContaining(message) } });
});

test('no body at all', async () => {
  const { url, logged } = await serve();
  const answer = await fetch(`${url}${PREDICT}`, { method: 'POST' });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({
    code: 'SV_BODY_INVALID',
    message: expect.stringContaining('the body is empty'),
  });
  expect(logged).toEqual([]);
});

test('types of bodies', async () => {
  const { url } = await serve({ pumps: new Echo({ text: false }) });
  expect(await ask(url, '<rows/>', 'application/xml')).toMatchObject({ status: 415, body: { code: 'SV_MEDIA_TYPE' } });
  expect(await ask(url, '1 2', 'text/plain')).toMatchObject({
    status: 400,
    body: { message: expect.stringContaining("'pumps' was trained on others") },
  });
  expect((await ask(url, body(unit('a')), 'application/json; charset=utf-8')).status).toBe(200);
});

test('a body that is too large is refused before it has come', async () => {
  const { url } = await serve();
  const headers = { 'content-type': 'text/plain', 'content-length': LIMITS.bodyBytes + 1 };
  const asked = request(`${url}${PREDICT}`, { method: 'POST', headers });
  asked.write('1'); // and no more: who goes on writing where nobody reads may miss the answer
  const [answer] = await once(asked, 'response');
  expect(answer.statusCode).toBe(413);
  expect(await json(answer)).toMatchObject({ code: 'SV_BODY_TOO_LARGE' });
  asked.destroy();
});

test('what a run refuses is told with its code; what fails is told in the log alone', async () => {
  const run = new Echo();
  const { url, logged } = await serve({ pumps: run });
  const fail = async (error: Error) => {
    run.predict = () => Promise.reject(error);
    return ask(url, body(unit('a')));
  };
  expect(await fail(new TrainError('DF_NOT_A_NUMBER', 'row 1: found "x"'))).toEqual({
    status: 400,
    body: { code: 'DF_NOT_A_NUMBER', message: 'row 1: found "x"' },
  });
  expect(await fail(new TrainError('CLI_NOT_FINITE', 'predicts NaN'))).toMatchObject({ status: 422 });
  expect(logged).toEqual([]);
  expect(await fail(new Error('secret \u001b[2J\nwords'))).toEqual({
    status: 500,
    body: { code: 'SV_INTERNAL', message: 'the service failed; its log says how' },
  });
  expect(logged.slice(0, 2)).toEqual(['  Error: secret \\u001b[2J', '  words']);
});

test('numbers for Prometheus', async () => {
  const { url } = await serve();
  await ask(url, body(unit('a'), unit('b')));
  await ask(url, body());
  const answer = await fetch(`${url}/metrics`);
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const lines = (await answer.text()).split('\n');
  const route = '/v1/runs/:run/predict';
  expect(lines).toEqual(
    expect.arrayContaining([
      '# TYPE amnl_http_requests_total counter',
      `amnl_http_requests_total{route="${route}",status="200"} 1`,
      `amnl_http_requests_total{route="${route}",status="400"} 1`,
      `amnl_http_request_duration_seconds_bucket{route="${route}",le="+Inf"} 2`,
      `amnl_http_request_duration_seconds_count{route="${route}"} 2`,
      'amnl_rows_total{run="pumps"} 3',
      'amnl_predictions_total{run="pumps"} 2',
      'amnl_predictions_out_of_range_total{run="pumps"} 1',
    ]),
  );
  // Every line is a comment, or a name, labels and a number.
  const form = /^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{([a-z_]+="[^"\n]*",?)+\})? [-+.e\d]+)$/;
  expect(lines.filter((line) => line !== '' && !form.test(line))).toEqual([]);
});
