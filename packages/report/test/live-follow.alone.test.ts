import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ServeOptions } from '../src/live/options.js';
import { type LiveServer, serveRun } from '../src/live/serve.js';
import type { RunData } from '../src/run-data.js';
import { ask, eventually, Page, runData, TestSource } from './live-client.js';

const HTML = '<p>page';

let source: TestSource;
let servers: LiveServer[];
let pages: Page[];
beforeEach(() => {
  source = new TestSource(runData(2));
  servers = [];
  pages = [];
});
afterEach(async () => {
  for (const page of pages) page.leave();
  await Promise.all(servers.map((server) => server.close()));
});

async function serve(options: Partial<ServeOptions> = {}): Promise<LiveServer> {
  const server = await serveRun(source, { page: HTML, pollMs: 20, ...options });
  servers.push(server);
  return server;
}

function open(server: LiveServer): Page {
  const page = new Page(server.url);
  pages.push(page);
  return page;
}

describe('a page that follows a run', () => {
  it('gets everything, then each change once and in order', async () => {
    const server = await serve();
    const page = open(server);
    await page.until(({ run }) => run !== undefined);
    expect(page.retry).toBe('1000');
    expect(page.run).toEqual(source.run);
    for (let epochs = 3; epochs <= 12; epochs++) {
      source.run = runData(epochs);
      await server.refresh();
    }
    source.run = runData(12, { state: 'done', best: { epoch: 3, value: 1.5 } });
    await page.until(({ run }) => run?.state === 'done');
    expect(page.run).toEqual(source.run);
    const updates = page.messages.map(({ data }) => JSON.parse(data));
    expect(updates[0]).toMatchObject({ whole: true, history: { from: 0 } });
    expect(updates.slice(1, 11).map(({ history }) => [history.from, history.items.length])).toEqual(
      Array.from({ length: 10 }, (_, i) => [i + 2, 1]),
    );
    expect(updates.at(-1)).toEqual({ set: { state: 'done', best: { epoch: 3, value: 1.5 } }, gone: [] });
    const ids = page.messages.map(({ id }) => Number(id));
    expect(ids).toEqual(ids.map((_, i) => ids[0]! + i));
  });

  it('sees a change without being told, by the version', async () => {
    const page = open(await serve());
    await page.until(({ run }) => run?.history.length === 2);
    const { reads } = source;
    source.run = runData(3);
    await page.until(({ run }) => run?.history.length === 3);
    expect(source.reads).toBe(reads + 1);
  });

  it('gets everything again when it is loaded anew', async () => {
    const server = await serve();
    const first = open(server);
    await first.until(({ run }) => run !== undefined);
    first.leave();
    await eventually(() => server.clients() === 0);
    source.run = runData(7);
    const second = open(server);
    await second.until(({ run }) => run !== undefined);
    expect(second.run).toEqual(runData(7));
    expect(second.messages).toHaveLength(1);
  });

  it('shows a resumed run without what the resume has taken back', async () => {
    const server = await serve();
    source.run = runData(6, { state: 'interrupted', stop: { by: 'user', because: 'SIGINT' } });
    const page = open(server);
    await page.until(({ run }) => run?.history.length === 6);
    const back = runData(4);
    source.run = { ...back, history: [...back.history, { ...back.history[0]!, epoch: 4 }] };
    await page.until(({ run }) => run?.state === 'training');
    expect(page.run).toEqual(source.run);
    expect(JSON.parse(page.messages.at(-1)!.data)).toMatchObject({ gone: ['stop'], history: { from: 4 } });
  });

  it('follows a source that appends to its own lists', async () => {
    const history: RunData['history'][number][] = [];
    const server = await serveRun(
      { version: () => String(history.length), read: () => runData(0, { history }) },
      { page: HTML, pollMs: 20 },
    );
    servers.push(server);
    const page = open(server);
    await page.until(({ run }) => run !== undefined);
    for (const entry of runData(5).history) {
      history.push(entry);
      await server.refresh();
    }
    await page.until(({ run }) => run?.history.length === 5);
    expect(page.run).toEqual(runData(5));
  });

  it('hears signs of life', async () => {
    const page = open(await serve({ heartbeatMs: 20 }));
    await page.until(({ comments }) => comments.length >= 3);
  });

  it('costs nothing while nobody looks', async () => {
    const server = await serve();
    await server.refresh();
    expect([source.asked, source.reads]).toEqual([0, 0]);
    const page = open(server);
    await eventually(() => source.asked > 3);
    expect(source.reads).toBe(1);
    page.leave();
    await eventually(() => server.clients() === 0);
    const { asked } = source;
    await new Promise((done) => setTimeout(done, 200));
    expect(source.asked).toBe(asked);
  });
});

describe('what goes wrong', () => {
  it('a source that fails is told once, and the page goes on when it is back', async () => {
    const problems: unknown[] = [];
    const server = await serve({ onProblem: (error) => problems.push(error) });
    const page = open(server);
    await page.until(({ run }) => run !== undefined);
    const error = Object.assign(new Error('ENOENT: no such file, /home/me/secret'), { code: 'ENOENT' });
    source.failure = error;
    source.run = runData(3);
    await page.until((p) => p.events('problem').length > 0);
    expect(page.events('problem')[0]!.data).toBe('The run cannot be read (ENOENT); trying again.');
    const { asked } = source;
    await eventually(() => source.asked > asked + 3);
    expect(page.events('problem')).toHaveLength(1);
    expect(problems).toEqual([error]);
    expect(JSON.parse((await ask(server.url, '/run.json')).body)).toEqual(runData(2));

    const late = open(server);
    await late.until((p) => p.events('problem').length > 0);
    expect(late.run).toEqual(runData(2));
    expect(late.messages.map(({ event }) => event)).toEqual(['message', 'problem']);

    source.failure = undefined;
    await page.until(({ run }) => run?.history.length === 3);
    await late.until(({ run }) => run?.history.length === 3);
  });

  it('a problem ends with a message also where nothing has changed', async () => {
    const page = open(await serve());
    await page.until(({ run }) => run !== undefined);
    source.failure = new Error('half a file');
    source.run = runData(2);
    await page.until((p) => p.events('problem').length > 0);
    source.failure = undefined;
    await page.until(({ messages }) => messages.at(-1)!.event === 'message');
    expect(page.run).toEqual(runData(2));
  });

  it('a source that fails from the start', async () => {
    source.failure = new Error('no');
    const server = await serve();
    expect(await ask(server.url, '/run.json')).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
    const page = open(server);
    await page.until((p) => p.events('problem').length > 0);
    expect(page.run).toBeUndefined();
    source.failure = undefined;
    await page.until(({ run }) => run !== undefined);
    expect(page.run).toEqual(source.run);
  });

  it.each([
    ['no run', null],
    ['what is no JSON', { ...runData(1), seed: 1n }],
  ])('a source that gives %s', async (_, run) => {
    const server = await serveRun({ version: () => 'v', read: () => run as never }, { page: HTML, pollMs: 20 });
    servers.push(server);
    const page = open(server);
    await page.until((p) => p.events('problem').length > 0);
    expect((await ask(server.url, '/')).status).toBe(200);
  });

  it('a page that cannot be made, and a listener that throws', async () => {
    const { url } = await serve({
      page: () => Promise.reject(new Error('/home/me/secret')),
      onProblem: () => {
        throw new Error('again');
      },
    });
    expect(await ask(url, '/')).toMatchObject({ status: 500, body: 'The page cannot be made.\n' });
    source.failure = new Error('no');
    expect((await ask(url, '/run.json')).status).toBe(503);
    source.failure = undefined;
    expect((await ask(url, '/run.json')).status).toBe(200);
  });

  it('a port that is taken', async () => {
    const { port } = await serve();
    await expect(serve({ port })).rejects.toMatchObject({
      code: 'RP_PORT_BUSY',
      message: expect.stringContaining(`port ${port} of 127.0.0.1 is in use`),
      cause: { code: 'EADDRINUSE' },
    });
    const other = await serve({ port, fallbackPort: true });
    expect(other.port).not.toBe(port);
    expect((await ask(other.url, '/')).status).toBe(200);
  });

  it('an address that is none of this machine', async () => {
    await expect(serve({ host: '192.0.2.1' })).rejects.toMatchObject({ code: 'RP_LISTEN_FAILED' });
  });

  it('options out of range', async () => {
    const wrong: Partial<ServeOptions>[] = [
      { host: '' },
      { host: 'http://localhost' },
      { port: 65_536 },
      { port: 80.5 },
      { pollMs: 0 },
      { pollMs: Number.NaN },
      { maxStreams: 0 },
      { allowedHosts: ['*'] },
      { allowedHosts: ['http://runs.example.org'] },
    ];
    for (const options of wrong) {
      await expect(serve(options), JSON.stringify(options)).rejects.toMatchObject({ code: 'CL_OPTION_INVALID' });
    }
    await expect(serve({ host: undefined } as never)).resolves.toMatchObject({ exposed: false });
  });
});

describe('close()', () => {
  it('sends the last state, says that it was the last, and frees the port', async () => {
    const handles = () => process.getActiveResourcesInfo().filter((name) => name.startsWith('TCP')).length;
    await eventually(() => handles() === 0);
    const server = await serve({ pollMs: 60_000 });
    const page = open(server);
    await page.until(({ run }) => run !== undefined);
    expect(handles()).toBeGreaterThan(0);
    source.run = runData(9, { state: 'done' });
    const closing = server.close();
    expect(server.close()).toBe(closing);
    await closing;
    await page.until(({ closed }) => closed);
    expect(page.run).toEqual(runData(9, { state: 'done' }));
    expect(page.messages.at(-1)).toEqual({ event: 'end', data: 'The run is no longer served.' });
    expect(server.clients()).toBe(0);
    await expect(ask(server.url, '/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await server.refresh();
    await eventually(() => handles() === 0);
    const again = createServer();
    await new Promise<void>((done, failed) => again.once('error', failed).listen(server.port, '127.0.0.1', done));
    await new Promise((done) => again.close(done));
  });

  it('waits neither for a source nor for a page that hangs', async () => {
    const forever = new Promise<never>(() => {});
    let hang = false;
    let asked = false;
    const server = await serveRun(
      { version: () => 'v', read: () => (hang ? forever : source.read()) },
      {
        page: () => {
          asked = true;
          return forever;
        },
      },
    );
    const page = open(server);
    await page.until(({ run }) => run !== undefined);
    hang = true;
    const pending = ask(server.url, '/').catch((error) => error);
    await eventually(() => asked);
    await server.close();
    expect(await pending).toBeInstanceOf(Error);
    await page.until(({ closed }) => closed);
    expect(page.messages.at(-1)!.event).toBe('end');
  });
});
