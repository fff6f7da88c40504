import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LiveServer, serveRun } from '../src/live/serve.js';
import { ask, eventually, Page, runData, sendRaw, TestSource } from './live-client.js';

let source: TestSource;
let server: LiveServer;
let sockets: Socket[];
beforeEach(async () => {
  source = new TestSource(runData(2));
  sockets = [];
  server = await serveRun(source, { page: '<p>page', pollMs: 20 });
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await server.close();
});

const get = (target: string, more = '') =>
  `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n${more}Connection: close\r\n\r\n`;
const statusOf = (answer: string) => Number(/^HTTP\/1\.[01] (\d+) /.exec(answer)?.[1]);
const stillServes = async () => expect(await ask(server.url, '/')).toMatchObject({ status: 200, body: '<p>page' });

/** An open connection to write to bit by bit. */
async function open(): Promise<Socket> {
  const socket = connect(server.port, '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => {});
  await new Promise((done) => socket.once('connect', done));
  return socket;
}

describe('requests as no browser sends them', () => {
  it.each([
    '/../../etc/passwd',
    '/..',
    '/.',
    '/./',
    '//',
    '///etc/passwd',
    '//evil.example/',
    '/%2e%2e%2f%2e%2e%2fetc%2fpasswd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/..%2f..%2fetc/passwd',
    '/%252e%252e%252fetc/passwd',
    '/..%c0%af..%c0%afetc/passwd',
    '/..\\..\\windows\\win.ini',
    '\\..\\..\\etc\\passwd',
    '/run.json/../../etc/passwd',
    '/run.json%00',
    '/run.json%00.html',
    '/%',
    '/%zz',
    '/%u002e',
    '/run.json;x',
    '/run.json?file=../../etc/passwd',
    '/events#x',
    '/package.json',
    '/src/index.ts',
    '/checkpoint/last.safetensors',
    '/C:/windows/win.ini',
    '/file:///etc/passwd',
    'http://evil.example/',
    'http://127.0.0.1/run.json',
    'https://evil.example/run.json',
    'file:///etc/passwd',
    '/constructor',
    '/__proto__',
    `/${'a'.repeat(4000)}`,
  ])('find nothing: GET %s', async (target) => {
    const answer = await sendRaw(server.port, get(target));
    expect([400, 404]).toContain(statusOf(answer));
    expect(answer).not.toMatch(/root:|FD001|<p>page/);
    expect(source.reads).toBe(0);
  });

  it.each([
    ['a NUL in the address', () => get('/run.json\0'), 400],
    ['a NUL in a header', () => get('/', 'X: a\0b\r\n'), 400],
    ['a bare line break in a header', () => get('/', 'X: a\nHost: evil\r\n'), 400],
    ['an address of 100 kB', () => get(`/${'a'.repeat(100_000)}`), 431],
    ['headers of 100 kB', () => get('/', `X: ${'a'.repeat(100_000)}\r\n`), 431],
    ['ten thousand headers', () => get('/', 'X: a\r\n'.repeat(10_000)), 431],
    ['no HTTP at all', () => '\x16\x03\x01\x02\x00\x01\x00', 400],
    ['no host', () => 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', 403],
    ['no host in HTTP/1.0', () => 'GET / HTTP/1.0\r\n\r\n', 403],
    ['an empty host', () => 'GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n', 403],
    ['two hosts', () => get('/', 'Host: evil.example\r\n'), 403],
    ['two equal hosts', () => get('/', `Host: 127.0.0.1:${server.port}\r\n`), 403],
    ['a foreign host in an absolute address', () => get('http://evil.example/'), 404],
    [
      'an own origin beside a foreign one',
      () => get('/', `Origin: ${server.url.slice(0, -1)}\r\nOrigin: http://e\r\n`),
      403,
    ],
    ['both a length and chunks', () => get('/', 'Content-Length: 3\r\nTransfer-Encoding: chunked\r\n'), 400],
    ['a form', () => 'POST / HTTP/1.1\r\nHost: evil\r\nContent-Length: 3\r\nConnection: close\r\n\r\na=b', 403],
    ['an upgrade', () => get('/no', 'Upgrade: websocket\r\n'), 404],
  ])('are refused: %s', async (_, request, status) => {
    const answer = await sendRaw(server.port, request());
    expect(statusOf(answer)).toBe(status);
    expect(answer).not.toMatch(/FD001|<p>page/);
    await stillServes();
  });

  it('a proxy request is not relayed', async () => {
    expect(await sendRaw(server.port, 'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n')).toBe('');
    await stillServes();
  });

  it('a refused text cannot carry what was asked for', async () => {
    for (const request of [
      get('/<script>alert(1)</script>'),
      'GET / HTTP/1.1\r\nHost: <script>\r\nConnection: close\r\n\r\n',
    ]) {
      const answer = await sendRaw(server.port, request);
      expect(answer).toContain('Content-Type: text/plain');
      expect(answer).not.toContain('<script>');
    }
  });

  it('bodies change nothing and are not kept', async () => {
    const before = JSON.stringify(source.run);
    const socket = await open();
    socket.write(`PUT /run.json HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nContent-Length: 50000000\r\n\r\n`);
    const chunk = Buffer.alloc(64 * 1024, 'x');
    for (let i = 0; i < 100 && !socket.destroyed; i++) socket.write(chunk);
    await stillServes();
    expect(JSON.parse((await ask(server.url, '/run.json')).body)).toEqual(JSON.parse(before));
  });
});

describe('connections that are held', () => {
  it('half a request is given up after some seconds, a stream is not', async () => {
    const page = new Page(server.url);
    await page.until(({ run }) => run !== undefined);
    const silent = await open();
    const halfHead = await open();
    halfHead.write('GET / HTTP/1.1\r\nHost: 127');
    const halfBody = await open();
    halfBody.write(`GET /no HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nContent-Length: 9\r\n\r\na`);
    const closed = [silent, halfHead, halfBody].map(
      (socket) => new Promise((done) => socket.resume().once('close', done)),
    );
    await Promise.all(closed);
    source.run = runData(3);
    await page.until(({ run }) => run?.history.length === 3);
    page.leave();
  });

  it('a stream that was asked for behind another answer takes no place', async () => {
    const socket = await open();
    const one = `GET /events HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`;
    socket.resume().write(one.repeat(300));
    await new Promise((done) => socket.once('close', done));
    await eventually(() => server.clients() === 0);
    await stillServes();
  });

  it('more connections than there is room for are turned away, and the stream goes on', async () => {
    const forever = new Promise<never>(() => {});
    const small = await serveRun(source, { page: () => forever, pollMs: 20, maxStreams: 1 });
    const page = new Page(small.url);
    await page.until(({ run }) => run !== undefined);
    let turnedAway = 0;
    for (let i = 0; i < 1100; i++) {
      const socket = connect(small.port, '127.0.0.1');
      sockets.push(socket);
      socket.on('error', () => {});
      socket.resume().once('close', () => turnedAway++);
      socket.write(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${small.port}\r\n\r\n`);
    }
    // 1025 are taken: one for each stream, and 1024
    await eventually(() => turnedAway === 1100 - 1024);
    source.run = runData(3);
    await page.until(({ run }) => run?.history.length === 3);
    for (const socket of sockets) socket.destroy();
    // The server may hear of it a little later.
    const again = () => ask(small.url, '/run.json').catch(() => ({ status: 0 }));
    for (let i = 0; (await again()).status !== 200; i++) expect(i).toBeLessThan(1000);
    page.leave();
    await small.close();
  });

  it('thousands of requests in one go are answered or cut off, and the server lives', async () => {
    const socket = await open();
    socket.resume().write(`GET /run.json HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`.repeat(5000));
    await stillServes();
    expect(source.reads).toBeLessThan(10);
  });
});
