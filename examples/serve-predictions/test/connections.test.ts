import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createApp, LIMITS } from '../app.mjs';

const apps: ReturnType<typeof createApp>[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const app of apps.splice(0)) {
    app.server.closeAllConnections();
    await app.close();
  }
});

/** A server whose predictions are empty, and what was asked of them. */
async function serve(connections: Partial<typeof LIMITS.connections> = {}, hosts: readonly string[] = []) {
  const asked: string[] = [];
  const app = createApp(
    {
      dataset: 'FD001',
      window: 30,
      simulated: true,
      async predict(body) {
        asked.push(Buffer.from(body).toString());
        return [];
      },
    },
    { limits: { ...LIMITS, connections: { ...LIMITS.connections, ...connections } }, hosts },
  );
  apps.push(app);
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  return { port, asked };
}

function open(port: number, first = ''): Socket {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => {}); // a server that hangs up is what is waited for
  socket.write(first);
  return socket;
}

/** Everything the server says until it hangs up. */
async function said(socket: Socket) {
  let all = '';
  socket.on('data', (chunk) => void (all += chunk));
  // Not `once`, which an error would reject: a server may hang up on somebody who is still sending.
  await new Promise((done) => socket.on('close', done));
  const [head = '', body = ''] = all.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), answers: all.split('HTTP/1.1 ').length - 1, body };
}

/** A refusal as every client may expect it. */
function refusalIn(body: string) {
  const told = JSON.parse(body) as Record<string, string>;
  expect(Object.keys(told).sort()).toEqual(['code', 'message']);
  return told['code'];
}

const post = (headers: string, body = 'x') =>
  `POST /predict HTTP/1.1\r\ncontent-type: text/plain\r\ncontent-length: ${body.length}\r\n${headers}\r\n${body}`;

describe('who may ask', () => {
  test.each([
    ['an address', 'host: 127.0.0.1:80\r\n', [], 200],
    ['an address of IPv6', 'host: [::1]:8080\r\n', [], 200],
    ['localhost at another port, as a tunnel has it', 'host: localhost:9000\r\n', [], 200],
    ['a name that the server was given', 'host: Rul.example\r\n', ['rul.example'], 200],
    [
      'its own page',
      'host: localhost:8080\r\norigin: http://localhost:8080\r\nsec-fetch-site: same-origin\r\n',
      [],
      200,
    ],
    ['a name that resolves here', 'host: evil.example\r\n', [], 'HOST_UNKNOWN'],
    ['a name that begins as an address', 'host: 127.0.0.1.evil.example\r\n', [], 'HOST_UNKNOWN'],
    ['no host', '', [], 'HOST_INVALID'],
    ['two hosts', 'host: localhost\r\nhost: evil.example\r\n', [], 'HOST_INVALID'],
    ['a host that is none', 'host: a b@localhost:1:2\r\n', [], 'HOST_INVALID'],
    ['a page of another site', 'host: localhost\r\norigin: https://evil.example\r\n', [], 'ORIGIN_FOREIGN'],
    ['another port of this machine', 'host: localhost:8080\r\norigin: http://localhost:3000\r\n', [], 'ORIGIN_FOREIGN'],
    ['a page without an origin', 'host: localhost\r\norigin: null\r\n', [], 'ORIGIN_FOREIGN'],
    ['a link of another site', 'host: localhost\r\nsec-fetch-site: cross-site\r\n', [], 'ORIGIN_FOREIGN'],
  ] as const)('%s', async (_, headers, hosts, expected) => {
    const { port, asked } = await serve({}, hosts);
    const { status, body } = await said(open(port, post(`${headers}connection: close\r\n`)));
    expect(status === 200 ? 200 : refusalIn(body)).toBe(expected);
    expect(asked).toEqual(expected === 200 ? ['x'] : []);
  });
});

describe('slow clients', () => {
  const limits = { headersMs: 150, requestMs: 300, checkMs: 20 };
  /** Goes on sending, one piece after the other, until the server hangs up. */
  function trickle(socket: Socket, piece: string): Socket {
    const timer = setInterval(() => socket.write(piece), 10);
    socket.once('close', () => clearInterval(timer));
    return socket;
  }

  test.each([
    ['that says nothing', '', undefined],
    ['whose headers never end', 'POST /predict HTTP/1.1\r\nhost: localhost\r\n', 'x: 1\r\n'],
    ['whose body never ends', post('host: localhost\r\n').replace(/length: \d+/, 'length: 100000'), '1'],
    [
      'whose chunks never end',
      post('host: localhost\r\n', '').replace(/content-length: 0/, 'transfer-encoding: chunked'),
      '1\r\n1\r\n',
    ],
  ])('one %s is told so, and cut off', async (_, first, piece) => {
    const { port, asked } = await serve(limits);
    const socket = open(port, first);
    const { status, body } = await said(piece === undefined ? socket : trickle(socket, piece));
    expect([status, refusalIn(body)]).toEqual([408, 'TOO_SLOW']);
    expect(asked).toEqual([]);
  });

  test('one that was refused and goes on sending gets no second answer', async () => {
    const { port } = await serve(limits);
    const tooLong = `content-length: ${LIMITS.bodyBytes + 1}`;
    const socket = open(port, post('host: localhost\r\n').replace(/content-length: \d+/, tooLong));
    const { status, answers, body } = await said(trickle(socket, '1'));
    expect([status, answers, refusalIn(body)]).toEqual([413, 1, 'BODY_TOO_LARGE']);
  });

  test('one that asks for nothing more is cut off', async () => {
    const { port } = await serve({ idleMs: 50 });
    const { status } = await said(open(port, 'GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n'));
    expect(status).toBe(200);
  });

  test('more than the limit are closed at once, and when one goes there is room again', async () => {
    const { port } = await serve({ count: 2 });
    const held = [open(port), open(port)];
    await Promise.all(held.map((socket) => once(socket, 'connect')));
    const third = open(port, 'GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n');
    expect((await said(third)).answers).toBe(0);
    const { server } = apps[0]!;
    const [first] = held;
    first!.end('GET /health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n');
    expect((await said(first!)).status).toBe(200);
    await room(server);
    const again = open(port, 'GET /health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n');
    expect((await said(again)).status).toBe(200);
  });

  /** Until the server itself has seen that a connection is gone. */
  async function room(server: (typeof apps)[number]['server']): Promise<void> {
    const open = () => new Promise<number>((done) => server.getConnections((_, count) => done(count)));
    while ((await open()) > 1) await new Promise((done) => setImmediate(done));
  }
});

test.each([
  ['what is no HTTP', 'hello\r\n\r\n', 400, 'REQUEST_INVALID'],
  [
    'headers that are too large',
    `GET / HTTP/1.1\r\nhost: localhost\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`,
    431,
    'HEADERS_TOO_LARGE',
  ],
  ['two lengths', post('host: localhost\r\ncontent-length: 7\r\n'), 400, 'REQUEST_INVALID'],
  ['an expectation', post('host: localhost\r\nexpect: tea\r\n'), 417, 'EXPECTATION'],
  ['an address that is none', 'GET /%ff HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n', 400, 'URL_INVALID'],
  ['another method', 'DELETE /predict HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n', 404, 'NOT_FOUND'],
  [
    'a body that is too long, in chunks',
    `${post('host: localhost\r\n', '').replace(/content-length: 0/, 'transfer-encoding: chunked')}500000\r\n${'1'.repeat(0x500000)}\r\n0\r\n\r\n`,
    413,
    'BODY_TOO_LARGE',
  ],
])('one shape of refusal: %s', async (_, request, status, code) => {
  const { port } = await serve();
  const { body, ...answer } = await said(open(port, request));
  expect(answer).toEqual({ status, answers: 1 });
  expect(refusalIn(body)).toBe(code);
});
