import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ServeOptions } from '../src/live/options.js';
import { type LiveServer, serveRun } from '../src/live/serve.js';
import { ask, runData, TestSource } from './live-client.js';

const SCRIPT = 'let a = 1 < 2;';
const HTML = `<!doctype html><title>ünï</title><script>${SCRIPT}</script>`;

let source: TestSource;
let servers: LiveServer[];
beforeEach(() => {
  source = new TestSource(runData(2));
  servers = [];
});
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
});

async function serve(options: Partial<ServeOptions> = {}): Promise<LiveServer> {
  const server = await serveRun(source, { page: HTML, pollMs: 20, ...options });
  servers.push(server);
  return server;
}

describe('what can be asked for', () => {
  it('the page', async () => {
    const { url, port, exposed } = await serve();
    expect(url).toBe(`http://127.0.0.1:${port}/`);
    expect(exposed).toBe(false);
    const { status, headers, body } = await ask(url, '/');
    expect({ status, body }).toEqual({ status: 200, body: HTML });
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    const head = await ask(url, '/', { method: 'HEAD' });
    expect(head).toMatchObject({ status: 200, body: '' });
    expect(head.headers['content-length']).toBe(String(Buffer.byteLength(HTML)));
  });

  it('a page that is made anew at each request, each with its own policy', async () => {
    let calls = 0;
    const { url } = await serve({ page: async () => `<script>${++calls}</script>` });
    const [first, second] = [await ask(url, '/'), await ask(url, '/')];
    expect([first.body, second.body]).toEqual(['<script>1</script>', '<script>2</script>']);
    for (const [answer, code] of [
      [first, '1'],
      [second, '2'],
    ] as const) {
      const hash = createHash('sha256').update(code).digest('base64');
      expect(answer.headers['content-security-policy']).toContain(`script-src 'sha256-${hash}';`);
    }
  });

  it('the run', async () => {
    const { url } = await serve();
    const answer = await ask(url, '/run.json');
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(JSON.parse(answer.body)).toEqual(source.run);
    source.run = runData(3);
    expect(JSON.parse((await ask(url, '/run.json')).body)).toEqual(source.run);
  });

  it('an icon, which there is none of', async () => {
    const { url } = await serve();
    expect(await ask(url, '/favicon.ico')).toMatchObject({ status: 204, body: '' });
  });

  it('and nothing else', async () => {
    const { url } = await serve();
    for (const path of ['/index.html', '/run.json/', '/run', '/?x', '/events?x', '/constructor', '/__proto__', '*']) {
      expect(await ask(url, path), path).toMatchObject({ status: 404, body: 'There is nothing here.\n' });
    }
  });

  it('by reading methods only', async () => {
    const { url } = await serve();
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND']) {
      expect(await ask(url, '/', { method }), method).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
    }
    expect(await ask(url, '/events', { method: 'HEAD' })).toMatchObject({ status: 405, headers: { allow: 'GET' } });
  });

  it('with headers that keep it to this page', async () => {
    const { url } = await serve();
    const strict = {
      'cache-control': 'no-store',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    };
    for (const path of ['/', '/run.json', '/favicon.ico', '/no']) {
      const { headers } = await ask(url, path);
      expect(headers, path).toMatchObject(strict);
      expect(Object.keys(headers).filter((name) => /^access-control|^server$|^x-powered/.test(name))).toEqual([]);
      if (path !== '/') expect(headers['content-security-policy']).toBe("default-src 'none'; frame-ancestors 'none'");
    }
    const hash = createHash('sha256').update(SCRIPT).digest('base64');
    expect((await ask(url, '/')).headers['content-security-policy']).toBe(
      "default-src 'none'; connect-src 'self'; img-src data:; style-src 'unsafe-inline'; " +
        `script-src 'sha256-${hash}'; ` +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    const empty = await serve({ page: '' });
    expect((await ask(empty.url, '/')).headers['content-security-policy']).toContain("script-src 'none'");
    const custom = await serve({ csp: "default-src 'self'" });
    expect((await ask(custom.url, '/')).headers['content-security-policy']).toBe("default-src 'self'");
  });
});

describe('who may ask', () => {
  const statusFor = async (server: LiveServer, headers: object, path = '/') =>
    (await ask(server.url, path, { headers })).status;

  it('browsers that came by a name of this machine', async () => {
    const server = await serve();
    const { port } = server;
    const names = [`127.0.0.1:${port}`, `localhost:${port}`, `LocalHost:${port}`, `[::1]:${port}`];
    const tunnels = [`127.0.0.1:${port + 1}`, 'localhost:9000', '127.0.0.1', 'localhost'];
    for (const host of [...names, ...tunnels]) {
      expect(await statusFor(server, { host }), host).toBe(200);
    }
    for (const host of [
      `evil.example:${port}`,
      'evil.example',
      `localhost.:${port}`,
      `127.0.0.1:${port}.evil.example`,
      `127.0.0.1:${port}@evil.example`,
      `127.0.0.2:${port}`,
      `0.0.0.0:${port}`,
    ]) {
      for (const path of ['/', '/run.json', '/events', '/favicon.ico', '/no']) {
        expect(await statusFor(server, { host }, path), `${host} ${path}`).toBe(403);
      }
    }
    const { body } = await ask(server.url, '/', { headers: { host: 'evil.example' } });
    expect(body).toContain(`Open http://127.0.0.1:${port}/`);
  });

  it('and by names that were allowed', async () => {
    const server = await serve({ allowedHosts: ['Runs.example.org', 'b.example:9000'] });
    const { port } = server;
    for (const host of ['runs.example.org', `runs.example.org:${port}`, 'b.example:9000', `127.0.0.1:${port}`]) {
      expect(await statusFor(server, { host }), host).toBe(200);
    }
    for (const host of ['runs.example.org:1', 'x.runs.example.org', 'b.example', 'b.example:9001']) {
      expect(await statusFor(server, { host }), host).toBe(403);
    }
  });

  it('not other sites', async () => {
    const server = await serve();
    const own = `http://127.0.0.1:${server.port}`;
    for (const path of ['/', '/run.json', '/events']) {
      expect(await statusFor(server, { 'sec-fetch-site': 'cross-site' }, path)).toBe(403);
      expect(await statusFor(server, { 'sec-fetch-site': 'none, cross-site' }, path)).toBe(403);
      expect(await statusFor(server, { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' }, path)).toBe(403);
      for (const origin of ['http://evil.example', 'null', `${own}.evil.example`, 'http://localhost:1', 'file://']) {
        expect(await statusFor(server, { origin }, path), origin).toBe(403);
      }
    }
    expect(await statusFor(server, { origin: own, 'sec-fetch-site': 'same-origin' }, '/run.json')).toBe(200);
    expect(await statusFor(server, { 'sec-fetch-site': 'none' })).toBe(200);
    expect(await statusFor(server, { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'navigate' })).toBe(200);
  });

  it('other machines only where that was asked for', async () => {
    const server = await serve({ host: '0.0.0.0' });
    expect(server.exposed).toBe(true);
    expect(server.url).toBe(`http://127.0.0.1:${server.port}/`);
    expect(await statusFor(server, {})).toBe(200);
    expect(await statusFor(server, { host: `evil.example:${server.port}` })).toBe(403);
    expect(await statusFor(server, { host: `0.0.0.0:${server.port}` })).toBe(403);
    expect((await serve({ host: 'localhost' })).exposed).toBe(false);
  });
});
