import '@tensorflow/tfjs';
import { readFileSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { openTrackedRun } from '../src/index.js';
import { curve, type FakeMlflow, type Fault } from './fake-mlflow.js';
import { temporaryFolder } from './temporary.js';
import { trainInto } from './train-into.js';
import { withFake } from './with-fake.js';

// Servers that are not as they should be. Nothing here waits for a clock: what never comes is given up after `endSeconds`, and
// nothing else happens meanwhile.

const fakes = withFake();
let fake: FakeMlflow;
let dir: string;
beforeEach(() => {
  ({ fake, dir } = fakes);
  vi.stubEnv('MLFLOW_TRACKING_USERNAME', 'somebody');
  vi.stubEnv('MLFLOW_TRACKING_PASSWORD', 'geheim wort');
});

const answer =
  (status: number, text: string, headers: Record<string, string> = {}): Fault =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'text/html', ...headers });
    response.end(text);
    return true;
  };
const json = (value: object) => JSON.stringify(value);
const half = (response: ServerResponse) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  response.write('{"run":');
  return true;
};

const FAULTS: readonly [string, Fault, RegExp][] = [
  ['401', answer(401, 'no'), /needs valid credentials \(401\)\. Set MLFLOW_TRACKING_USERNAME/],
  [
    '403',
    answer(403, json({ error_code: 'PERMISSION_DENIED', message: 'not you' })),
    /does not allow this \(403: not you\)/,
  ],
  [
    '404 with a page',
    answer(404, '<html>'),
    /has no POST \/api\/2\.0\/mlflow\/runs\/search \(404\): it is not an MLflow server/,
  ],
  ['500', answer(500, '<html>oh</html>'), /failed \(500\)\. Check its log/],
  ['502 with words', answer(502, 'bad gateway'), /failed \(502: bad gateway\)/],
  ['429', answer(429, 'slow', { 'retry-after': '1000' }), /reports too many requests \(429\)/],
  ['a page with 200', answer(200, '<html>log in</html>'), /answers 200 with text\/html where MLflow answers with JSON/],
  ['nothing with 200', answer(200, ''), /answers 200 with nothing where MLflow answers with JSON/],
  ['other JSON', answer(200, json({ hello: 'world' })), /answers with JSON, but not like MLflow 2 or 3/],
  ['a list', answer(200, '[1]'), /where MLflow answers with JSON/],
  [
    'a redirect',
    answer(302, '', { location: 'http://127.0.0.1:1/login?token=geheim' }),
    /redirects \(302\).*If http:\/\/127\.0\.0\.1:1\/login is MLflow, give that in MLFLOW_TRACKING_URI/,
  ],
  ['a redirect to nowhere', answer(301, ''), /redirects \(301\).*Give the final address/],
  [
    'an old version',
    (request, response) => request.url === '/version' && answer(200, '1.30.0')(request, response),
    /is MLflow 1\.30\.0\. Update it to 2\.0/,
  ],
  [
    'a closed connection',
    (request) => Boolean(request.socket.destroy()),
    /cannot be reached: it closed the connection/,
  ],
  ['its own words with a secret in them', answer(403, 'no geheim wort here'), /\(403: no \*\*\* here\)/],
  ['words that steer a terminal', answer(500, 'x\u001b[2Jy'), /\(500: x\\u001b\[2Jy\)/],
];

describe('a server that answers', () => {
  test.each(FAULTS)('%s costs one notice; later everything arrives, once', async (_, fault, words) => {
    writeFileSync(join(dir, 'config.json'), '{}');
    fake.fault = fault;
    const { history, notices } = await trainInto(
      { dir, runName: 'r', artifacts: ['config.json'] },
      { plugins: [untilNotice()] },
    );
    expect(history).toHaveLength(2);
    expect(notices).toHaveLength(2);
    expect(notices[0]).toMatch(words);
    expect(notices[0]).toMatch(/The run continues; its data for MLflow are kept in .*mlflow\.jsonl/);
    expect(notices[1]).toMatch(words);
    expect(notices[1]).toContain(`Send the rest later with 'amnl track ${dir}'`);
    expect(fake.runs.size).toBe(0);
    expectNoSecrets(notices);

    fake.fault = () => false;
    const { complete } = await (await openTrackedRun(dir)).send(60);
    expect(complete).toBe(true);
    const run = fake.run('r');
    expect(curve(run, 'loss')).toEqual(history.map(({ metrics }, i) => [i + 1, metrics['loss']]));
    expect([run.status, [...run.files.keys()]]).toEqual(['FINISHED', ['config.json']]);
    const { length } = fake.requests;
    expect((await (await openTrackedRun(dir)).send(60)).complete).toBe(true);
    expect(fake.requests.length).toBe(length); // there is nothing left to send
  });

  test.each<[string, Fault]>([
    ['nothing, ever', () => true],
    ['half of an answer', (_, response) => half(response)],
  ])('%s is waited for at the end only, and not for long', async (_, fault) => {
    fake.fault = fault;
    const { history, notices } = await trainInto({ dir, endSeconds: 0.05 });
    expect(history).toHaveLength(2);
    expect(notices).toEqual([
      expect.stringMatching(/not everything was sent to MLflow: .*did not answer within 0\.05 s/),
    ]);
    fake.fault = () => false;
    expect((await (await openTrackedRun(dir)).send(60)).complete).toBe(true);
    expect(curve(fake.run(), 'loss')).toHaveLength(2);
  });

  test('too late is told as such', async () => {
    vi.stubEnv('MLFLOW_HTTP_REQUEST_TIMEOUT', '0.05');
    fake.fault = () => true;
    const { notices } = await trainInto({ dir }, { plugins: [untilNotice()] });
    expect(notices[0]).toMatch(/did not answer within 0\.05 s/);
  });

  test('nobody listens', async () => {
    await fake.stop();
    const { notices } = await trainInto({ dir }, { plugins: [untilNotice()] });
    expect(notices[0]).toMatch(/cannot be reached: connection refused\. Check MLFLOW_TRACKING_URI/);
  });
});

/** Holds the last epoch's hooks until the plugin has said something, as a slower training would. */
function untilNotice() {
  let heard: Promise<void>;
  return {
    name: 'until-notice',
    hooks: {
      fitStart(run: import('@amnl/core-loop').Run) {
        heard = new Promise((resolve) => run.events.once('run:notice', () => resolve()));
      },
      epochEnd: () => heard,
    },
  };
}

describe('answers that are lost', () => {
  test('the run is made once, and every point is there once', async () => {
    const lost = new Set<string>();
    fake.loses = (path) => {
      if (!/create|log-batch|update|artifacts/.test(path) || lost.has(path)) return false;
      lost.add(path);
      return true;
    };
    writeFileSync(join(dir, 'config.json'), '{}');
    const { history } = await trainInto({ dir, artifacts: ['config.json'], endSeconds: 0 });
    for (let tries = 0; tries < 9; tries++) await (await openTrackedRun(dir)).send(0.01);
    expect((await (await openTrackedRun(dir)).send(240)).complete).toBe(true);
    expect(lost.size).toBe(4);
    expect(fake.runs.size).toBe(1);
    expect(curve(fake.run(), 'loss')).toEqual(history.map(({ metrics }, i) => [i + 1, metrics['loss']]));
    expect(fake.run().status).toBe('FINISHED');
  });

  test('what was on its way when the process died is sent again, with the same time', async () => {
    const { history } = await trainInto({ dir });
    const path = join(dir, 'mlflow.jsonl');
    const lines = readFileSync(path, 'utf8').split('\n');
    writeFileSync(path, lines.filter((line) => !line.startsWith('{"sent"')).join('\n')); // nobody has noted what had arrived
    expect((await (await openTrackedRun(dir)).send(60)).complete).toBe(true);
    expect(fake.runs.size).toBe(1);
    expect(curve(fake.run(), 'loss')).toHaveLength(history.length);
  });
});

describe('what MLflow refuses', () => {
  test('is left out, and the rest arrives', async () => {
    await trainInto({ dir, params: { rate: 1 } });
    const other = temporaryFolder();
    vi.stubEnv('MLFLOW_RUN_ID', fake.run().id);
    const { notices } = await trainInto({ dir: other, params: { rate: 2, more: 3 } });
    expect(notices[0]).toMatch(/MLflow does not accept 'rate'; it is left out: .*400: Changing param values/);
    expect(Object.fromEntries(fake.run().params)).toMatchObject({ rate: '1', more: '3' });
  });

  test('a file that is too large for the server is left out', async () => {
    writeFileSync(join(dir, 'large.bin'), 'x');
    fake.fault = (request, response) => request.method === 'PUT' && answer(413, 'too large')(request, response);
    const { notices } = await trainInto({ dir, artifacts: ['large.bin'] });
    expect(notices[0]).toMatch(/MLflow does not accept 'large\.bin'; it is left out: .*\(413: too large\)/);
    expect(fake.run().status).toBe('FINISHED');
  });

  test('a run that was deleted there is told, and nothing of ours is lost', async () => {
    await trainInto({ dir });
    const run = fake.run();
    run.stage = 'deleted';
    const { notices } = await trainInto({ dir }, { epochs: 3 });
    expect(notices[0]).toMatch(/run \w{32} on the server at .* is deleted\. Restore it/);
    run.stage = 'active';
    expect((await (await openTrackedRun(dir)).send(60)).complete).toBe(true);
    expect(curve(run, 'loss')).toHaveLength(3);
  });

  test('a run of another server is told', async () => {
    await trainInto({ dir });
    fake.runs.clear();
    const { notices } = await trainInto({ dir }, { epochs: 3 });
    expect(notices[0]).toMatch(
      /has no run \w{32}: it was deleted for good, or MLFLOW_TRACKING_URI is another server's/,
    );
  });
});

test.each([
  [
    'a password in the address',
    { MLFLOW_TRACKING_URI: 'http://me:geheim%20wort@HOST', MLFLOW_TRACKING_USERNAME: '', MLFLOW_TRACKING_PASSWORD: '' },
    'Basic bWU6Z2VoZWltIHdvcnQ=',
  ],
  ['a name and password', {}, 'Basic c29tZWJvZHk6Z2VoZWltIHdvcnQ='],
  [
    'a token',
    { MLFLOW_TRACKING_USERNAME: '', MLFLOW_TRACKING_PASSWORD: '', MLFLOW_TRACKING_TOKEN: 'geheim-token' },
    'Bearer geheim-token',
  ],
])('%s goes to the server and nowhere else', async (_, variables, expected) => {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value!.replace('HOST', fake.url.slice(7)));
  const { notices } = await trainInto({ dir });
  expect([...fake.authorizations]).toEqual([expected]);
  expect(fake.run().status).toBe('FINISHED');
  expectNoSecrets(notices);
});

function expectNoSecrets(notices: readonly string[]): void {
  for (const text of [...notices, readFileSync(join(dir, 'mlflow.jsonl'), 'utf8')]) {
    expect(text).not.toMatch(/geheim|Z2VoZWlt/);
  }
}
