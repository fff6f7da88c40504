import { once } from 'node:events';
import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { LIMITS } from '../src/index.js';
import { Echo, get, open, PREDICT, post, said, serve } from './service.js';

/** A refusal as every client may expect it. */
function refusalIn(body: string) {
  const told = JSON.parse(body) as Record<string, string>;
  expect(Object.keys(told).sort()).toEqual(['code', 'message']);
  return told['code'];
}

/** How many are open, that of this question included. */
async function connections(port: number): Promise<number> {
  const { body } = await said(open(port, get('/metrics')));
  return Number(/^amnl_connections (\d+)$/m.exec(body)?.[1] ?? Number.POSITIVE_INFINITY);
}

describe('who may ask', () => {
  test.each([
    ['an address', 'host: 127.0.0.1:80\r\n', [], 200],
    ['an address of IPv6', 'host: [::1]:8080\r\n', [], 200],
    ['localhost at another port, as a tunnel has it', 'host: localhost:9000\r\n', [], 200],
    ['a name that the service was given', 'host: Rul.example\r\n', ['rul.Example'], 200],
    ['its own page', 'host: localhost:9000\r\norigin: http://localhost:9000\r\n', [], 200],
    ['a name that leads here, by DNS rebinding', 'host: evil.example\r\n', [], 421],
    ['a name that looks like an address', 'host: 127.0.0.1.evil.example\r\n', [], 421],
    ['no host', '', [], 400],
    ['two hosts', 'host: localhost\r\nhost: evil.example\r\n', [], 400],
    ['a host that is none', 'host: [::1\r\n', [], 400],
    ['a page of another site', 'host: localhost\r\norigin: http://evil.example\r\n', [], 403],
    ['a page without a site', 'host: localhost\r\norigin: null\r\n', [], 403],
    ['a page of another site, as browsers say', 'host: localhost\r\nsec-fetch-site: cross-site\r\n', [], 403],
  ] as const)('%s', async (_, headers, hosts, status) => {
    const run = new Echo();
    const { port } = await serve({ pumps: run }, { hosts });
    const answer = await said(open(port, post(`${headers}connection: close\r\n`)));
    expect(answer).toMatchObject({ status, answers: 1 });
    expect(run.asked).toHaveLength(status === 200 ? 1 : 0);
    if (status !== 200) expect(refusalIn(answer.body)).toMatch(/^SV_(HOST|ORIGIN)/);
  });
});

describe('slow clients', () => {
  const limits = { headersMs: 50, requestMs: 100, checkMs: 10 };

  /** Sends a piece now and again, until the server hangs up. */
  function trickle(socket: Socket, piece: string): Socket {
    const timer = setInterval(() => socket.write(piece), 10);
    socket.once('close', () => clearInterval(timer));
    return socket;
  }

  test.each([
    ['that says nothing', '', undefined],
    ['whose headers never end', `POST ${PREDICT} HTTP/1.1\r\nhost: localhost\r\n`, 'x: 1\r\n'],
    ['whose body never ends', post('host: localhost\r\n').replace(/length: \d+/, 'length: 100000'), '1'],
    [
      'whose chunks never end',
      post('host: localhost\r\n', '').replace(/content-length: 0/, 'transfer-encoding: chunked'),
      '1\r\n1\r\n',
    ],
  ])('one %s is told so, and cut off', async (_, first, piece) => {
    const run = new Echo();
    const { port } = await serve({ pumps: run }, { limits });
    const socket = open(port, first);
    const { status, body } = await said(piece === undefined ? socket : trickle(socket, piece));
    expect([status, refusalIn(body)]).toEqual([408, 'SV_TOO_SLOW']);
    expect(run.asked).toEqual([]);
  });

  test('one that was refused and goes on sending gets no second answer', async () => {
    const { port } = await serve(undefined, { limits });
    const tooLong = `content-length: ${LIMITS.bodyBytes + 1}`;
    const socket = open(port, post('host: localhost\r\n').replace(/content-length: \d+/, tooLong));
    const { status, answers, body } = await said(trickle(socket, '1'));
    expect([status, answers, refusalIn(body)]).toEqual([413, 1, 'SV_BODY_TOO_LARGE']);
  });

  test('one that asks for nothing more is cut off', async () => {
    const { port } = await serve(undefined, { limits: { idleMs: 50 } });
    expect((await said(open(port, get('/healthz', '')))).status).toBe(200);
  });
});

test('one that takes no answer is cut off', async () => {
  const run = new Echo({ noun: 'x'.repeat(20_000) });
  const { port } = await serve({ pumps: run }, { limits: { silenceMs: 500, idleMs: 500 } });
  const deaf = open(port, get('/v1/runs/pumps', '').repeat(1000)).pause();
  await once(deaf, 'connect');
  while ((await connections(port)) > 1);
});

describe('many connections', () => {
  test('one more closes the one that has waited longest, whatever it has sent so far', async () => {
    const { port } = await serve(undefined, { limits: { connections: 3 } });
    const held = [open(port), open(port, 'POST / HTTP/1.1\r\n'), open(port, get('/healthz', ''))];
    await once(held[2]!, 'data'); // it has been answered, and so has begun to wait last
    const closed = once(held[0]!, 'close');
    const another = await said(open(port, get('/healthz')));
    expect(another.status).toBe(200);
    await closed;
    expect([held[1]!.closed, held[2]!.closed]).toEqual([false, false]);
  });

  test('none is closed that is being answered: a new one is, then', async () => {
    const run = new Echo();
    let release = () => {};
    const released = new Promise<void>((done) => (release = done));
    const begun = new Promise<void>((begin) => {
      const predict = run.predict.bind(run);
      run.predict = async (request) => {
        begin();
        await released;
        return predict(request);
      };
    });
    const { port } = await serve({ pumps: run }, { limits: { connections: 1 } });
    const first = open(port, post('host: localhost\r\nconnection: close\r\n'));
    await begun;
    expect((await said(open(port, get('/healthz')))).answers).toBe(0);
    release();
    expect((await said(first)).status).toBe(200);
  });

  test('bodies that do not come hold no more memory than they may: those that have waited longest are closed', async () => {
    const { port } = await serve(undefined, { limits: { arrivingBytes: 100 } });
    const announced = (bytes: number) => post('host: localhost\r\n').replace(/length: \d+/, `length: ${bytes}`);
    const idle = open(port, get('/healthz', ''));
    await once(idle, 'data');
    const first = open(port, announced(60));
    const closed = once(first, 'close');
    const second = open(port, announced(60).replace('content-length: 60', 'connection: close\r\ncontent-length: 60'));
    await closed;
    second.write('x'.repeat(59));
    expect((await said(second)).status).toBe(200);
    expect(idle.closed).toBe(false);
  });

  test('ten thousand that say nothing neither end the service nor keep it from answering', async () => {
    const { url, port } = await serve(undefined, { limits: { connections: 500 } });
    for (let hundred = 0; hundred < 100; hundred++) {
      const some = Array.from({ length: 100 }, () => open(port));
      await Promise.all(some.map((socket) => once(socket, 'connect')));
      if (hundred % 10 === 0) expect((await fetch(`${url}/healthz`)).status).toBe(200);
    }
    expect(await connections(port)).toBeLessThanOrEqual(500);
  });
});

test.each([
  ['what is no HTTP', 'hello\r\n\r\n', 400, 'SV_REQUEST_INVALID'],
  [
    'headers that are too large',
    `GET / HTTP/1.1\r\nhost: localhost\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`,
    431,
    'SV_HEADERS_TOO_LARGE',
  ],
  ['two lengths', post('host: localhost\r\ncontent-length: 7\r\n'), 400, 'SV_REQUEST_INVALID'],
  ['an expectation', post('host: localhost\r\nexpect: tea\r\n'), 417, 'SV_EXPECTATION'],
  ['an address that is none', get('/%ff'), 400, 'SV_REQUEST_INVALID'],
  ['another address', get('/v2'), 404, 'SV_NOT_FOUND'],
  ['another method', get(PREDICT), 405, 'SV_METHOD'],
  ['a method that may have a body', get('/healthz').replace('GET', 'QUERY'), 405, 'SV_METHOD'],
  [
    'a body that is too long, in chunks',
    `${post('host: localhost\r\n', '').replace(/content-length: 0/, 'transfer-encoding: chunked')}500000\r\n${'1'.repeat(0x500000)}\r\n0\r\n\r\n`,
    413,
    'SV_BODY_TOO_LARGE',
  ],
])('one shape of refusal: %s', async (_, request, status, code) => {
  const { port } = await serve();
  const { body, ...answer } = await said(open(port, request));
  expect(answer).toEqual({ status, answers: 1 });
  expect(refusalIn(body)).toBe(code);
});
