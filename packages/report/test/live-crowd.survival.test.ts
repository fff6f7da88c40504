import { connect } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type LiveServer, serveRun } from '../src/live/serve.js';
import { Streams } from '../src/live/streams.js';
import { ask, eventually, Page, runData, TestSource } from './live-client.js';

let server: LiveServer;
afterEach(() => server.close());

const crowd = (count: number) => Array.from({ length: count }, () => new Page(server.url));
const all = (pages: Page[], ok: (page: Page) => boolean) => eventually(() => pages.every(ok));

describe('a thousand event streams', () => {
  it('are all served, if so many are allowed, and leave nothing behind', async () => {
    const source = new TestSource(runData(50));
    server = await serveRun(source, { page: '', pollMs: 50, maxStreams: 1000 });
    const pages = crowd(1000);
    await all(pages, ({ run }) => run !== undefined);
    expect(server.clients()).toBe(1000);
    expect(source.reads).toBe(1);

    source.run = runData(51);
    await all(pages, ({ run }) => run?.history.length === 51);
    expect(source.reads).toBe(2);
    expect(pages.every(({ messages }) => messages.length === 2)).toBe(true);

    for (const page of pages) page.leave();
    await eventually(() => server.clients() === 0);
    const { asked } = source;
    await new Promise((done) => setTimeout(done, 300));
    expect(source.asked).toBe(asked);
    const [again] = crowd(1);
    await again!.until(({ run }) => run !== undefined);
    again!.leave();
  });

  it('are refused beyond the limit, and the others go on', async () => {
    const source = new TestSource(runData(50));
    server = await serveRun(source, { page: '<p>page', pollMs: 50 });
    const pages = crowd(1000);
    await all(pages, ({ status }) => status !== undefined);
    const watching = pages.filter(({ status }) => status === 200);
    const refused = pages.filter(({ status }) => status === 503);
    expect([watching.length, refused.length, server.clients()]).toEqual([200, 800, 200]);
    await all(refused, ({ closed }) => closed);
    expect(await ask(server.url, '/events')).toMatchObject({
      status: 503,
      headers: { 'retry-after': '5', 'cache-control': 'no-store' },
      body: 'Too many pages watch this run. Close one, and reload.\n',
    });
    expect((await ask(server.url, '/')).status).toBe(200);

    source.run = runData(51);
    await all(watching, ({ run }) => run?.history.length === 51);

    watching[0]!.leave();
    await eventually(() => server.clients() === 199);
    const [late] = crowd(1);
    await late!.until(({ run }) => run?.history.length === 51);
    for (const page of [...watching, late!]) page.leave();
    await eventually(() => server.clients() === 0);
  });

  it('are welcomed a few at a time, so that the training goes on between', async () => {
    let release = () => {};
    const held = new Promise<void>((done) => {
      release = done;
    });
    server = await serveRun({ version: () => '', read: () => held.then(() => runData(5)) }, { page: '' });
    const pages = crowd(100);
    await eventually(() => server.clients() === 100);

    const perTurn: number[] = [0];
    const count = () => {
      perTurn.push(0);
      counting = setImmediate(count);
    };
    let counting = setImmediate(count);
    const welcome = vi.spyOn(Streams.prototype, 'welcome');
    welcome.mockImplementation(() => void perTurn[perTurn.length - 1]!++);
    release();
    await eventually(() => welcome.mock.calls.length === 100);
    clearImmediate(counting);
    welcome.mockRestore();
    expect(Math.max(...perTurn)).toBe(8);
    for (const page of pages) page.leave();
  });

  it('that leave before they had anything leave nothing behind', async () => {
    const source = new TestSource(runData(5));
    server = await serveRun(source, { page: '', pollMs: 20, maxStreams: 1000 });
    for (let round = 0; round < 4; round++) {
      const pages = crowd(250);
      await eventually(() => server.clients() > 100);
      for (const page of pages) page.leave();
      await eventually(() => server.clients() === 0);
    }
    const [page] = crowd(1);
    await page!.until(({ run }) => run !== undefined);
    expect(server.clients()).toBe(1);
    page!.leave();
  });

  it('that end at once are told so', async () => {
    server = await serveRun(new TestSource(runData(5)), { page: '', maxStreams: 1000 });
    const pages = crowd(300);
    await all(pages, ({ run }) => run !== undefined);
    await server.close();
    await all(pages, ({ closed }) => closed);
    expect(pages.every(({ messages }) => messages.at(-1)!.event === 'end')).toBe(true);
  });
});

describe('a reader that does not keep up', () => {
  it('is cut off, while the others get everything', async () => {
    const source = new TestSource(runData(1));
    server = await serveRun(source, { page: '', pollMs: 60_000, maxBufferedBytes: 256 * 1024 });
    const quick = new Page(server.url);
    await quick.until(({ run }) => run !== undefined);
    const slow = connect(server.port, '127.0.0.1');
    slow.on('error', () => {});
    slow.pause().write(`GET /events HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`);
    await eventually(() => server.clients() === 2);

    // What the system takes in for a reader that does not read is some megabytes.
    let sent = 0;
    while (server.clients() === 2 && sent < 200) {
      source.run = runData(1, { selection: String(sent++).padEnd(1024 ** 2, 'x') });
      await server.refresh();
      await quick.until(({ run }) => run?.selection === source.run.selection);
    }
    expect(server.clients()).toBe(1);
    expect(quick.messages).toHaveLength(sent + 1);
    slow.destroy();
    quick.leave();
    await eventually(() => server.clients() === 0);
  });

  it('is not cut off for what it was welcomed with', async () => {
    const big = runData(1, { selection: 'x'.repeat(16 * 1024 ** 2) });
    const source = new TestSource(big);
    server = await serveRun(source, { page: '', pollMs: 60_000, maxBufferedBytes: 64 * 1024 });
    const slow = connect(server.port, '127.0.0.1');
    slow.write(`GET /events HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`);
    // It takes in the beginning and then no more.
    slow.on('readable', () => {});
    await eventually(() => slow.readableLength > 1000);
    for (let epochs = 2; epochs < 10; epochs++) {
      source.run = { ...big, history: runData(epochs).history };
      await server.refresh();
    }
    expect(server.clients()).toBe(1);
    let end = '';
    let bytes = 0;
    slow
      .removeAllListeners('readable')
      .resume()
      .on('data', (piece) => {
        bytes += piece.length;
        end = (end + piece.toString('latin1')).slice(-1000);
      });
    await eventually(() => end.includes('"epoch":8'));
    expect(bytes).toBeGreaterThan(16 * 1024 ** 2);
    slow.destroy();
  });
});
