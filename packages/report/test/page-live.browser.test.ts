import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { updateOf } from '../src/live/update-of.js';
import { renderLivePage } from '../src/render.js';
import type { RunData } from '../src/run-data.js';
import { CHROMIUM, launch } from './browser.js';
import { buildPage, drawAll, drawnCharts, eventually, type Opened, open, violations } from './fixtures/page.js';
import { finishedRun, trainingRun } from './fixtures/runs.js';

/** The least server that can feed a live page. */
class Feed {
  readonly clients = new Set<ServerResponse>();
  run: RunData;
  refuse = false;
  /** Lets connections open and says nothing. */
  silent = false;
  refused = 0;
  #server: Server | undefined;
  readonly #html: string;

  constructor(html: string, run: RunData) {
    this.#html = html;
    this.run = run;
  }

  async start(port = 0): Promise<number> {
    this.#server = createServer((request, response) => {
      if (request.url === '/') return response.setHeader('Content-Type', 'text/html').end(this.#html);
      if (request.url !== '/events') return response.writeHead(404).end();
      if (this.refuse) {
        this.refused += 1;
        return response.writeHead(503).end();
      }
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
      response.write('retry: 100\n\n');
      this.clients.add(response);
      response.on('close', () => this.clients.delete(response));
      if (!this.silent) this.#send(response, JSON.stringify(updateOf(undefined, this.run)));
    });
    await new Promise<void>((resolve) => this.#server!.listen(port, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  /** Tells everybody what has changed. */
  next(run: RunData): void {
    const update = updateOf(this.run, run);
    this.run = run;
    for (const client of this.clients) this.#send(client, JSON.stringify(update));
  }

  tell(event: string, data: string): void {
    for (const client of this.clients) client.write(`event: ${event}\ndata: ${data}\n\n`);
  }

  drop(): void {
    for (const client of this.clients) client.destroy();
  }

  #send(client: ServerResponse, data: string): void {
    client.write(`data: ${data}\n\n`);
  }
}

describe.skipIf(!CHROMIUM)('the live page', () => {
  let browser: Browser;
  let html: string;
  let feed: Feed;
  let port: number;
  let opened: Opened;

  beforeAll(async () => {
    buildPage();
    [browser, html] = await Promise.all([launch(), renderLivePage()]);
  });
  afterAll(() => browser?.close());

  beforeEach(async () => {
    feed = new Feed(html, trainingRun(7));
    port = await feed.start();
    const own = [`http://127.0.0.1:${port}/`, `http://127.0.0.1:${port}/events`];
    opened = await open(browser, own[0]!, { own: (url) => own.includes(url) });
  });
  afterEach(async () => {
    await opened?.close();
    await feed?.stop();
  });

  const status = (page: Page) => page.locator('.connection').textContent();
  const points = (page: Page, name: string) => page.locator(`[data-chart="${name}"]`).getAttribute('data-points');
  /** The browser itself reports a lost connection or a 503; whatever else it reports is a mistake of the page. */
  const mistakes = () => opened.problems.filter((text) => !/^Failed to load resource/.test(text));

  it('draws the run, and goes on drawing what comes', async () => {
    const { page } = opened;
    await eventually(() => status(page)).toBe('live');
    await eventually(() => page.locator('h1').textContent()).toBe(feed.run.title);
    await drawAll(page);
    const looks = (run: RunData) => run.steps.length;
    expect(await points(page, 'metric-rul_loss')).toBe(String(2 * 7 + looks(feed.run)));
    // A node that stays is a chart that is not made anew: nothing flickers.
    const svg = await page.locator('[data-chart="metric-rul_loss"] svg').elementHandle();
    feed.next(trainingRun(9));
    await eventually(() => points(page, 'metric-rul_loss')).toBe(String(2 * 9 + looks(trainingRun(9))));
    expect(await svg!.evaluate((node) => node.isConnected)).toBe(true);
    expect(await page.locator('.progress').textContent()).toContain('epoch 10 of 30');
    expect(await page.title()).toBe(`31 % · ${feed.run.title}`);
    for (const chart of await drawnCharts(page)) expect(chart.points, chart.name).toBeGreaterThan(0);
    expect(await violations(page)).toEqual([]);
    expect(opened.problems).toEqual([]);
  });

  it('before the first event shows its heading, and nothing empty', async () => {
    const { page } = opened;
    feed.silent = true;
    await page.reload();
    await eventually(() => status(page)).toBe('live');
    for (const place of ['.warning', '.problem']) expect(await page.locator(place).isVisible(), place).toBe(false);
    expect(await page.locator('h1').textContent()).toBe('Reading the run');
  });

  it('goes over from training to results, and keeps what was chosen through updates and a reload', async () => {
    const { page } = opened;
    const done = finishedRun();
    await page.selectOption('#metric', 'val_loss');
    await page.evaluate(() => scrollTo(0, 500));
    // Progress and warning above go away: what is read stays where it is, though the page gets shorter.
    const place = () =>
      page.locator('#learning').evaluate((section) => Math.round(section.getBoundingClientRect().top));
    const before = await place();
    feed.next(done);
    await page.waitForSelector('#unit', { state: 'visible' });
    expect(await page.locator('.state').textContent()).toBe('done');
    expect(Math.abs((await place()) - before)).toBeLessThanOrEqual(1); // a page scrolls by whole pixels
    await page.selectOption('#unit', '23');
    await page.focus('#unit');
    feed.next({ ...done, facts: [...done.facts, { title: 'More', rows: [['a', 'b']] }] });
    await page.waitForSelector('caption:has-text("More")');
    expect(await page.inputValue('#unit')).toBe('23');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('unit');
    expect(await page.inputValue('#metric')).toBe('val_loss');
    await page.reload();
    await page.waitForSelector('#unit', { state: 'visible' });
    expect(await page.inputValue('#unit')).toBe('23');
    expect(await page.inputValue('#metric')).toBe('val_loss');
    expect(opened.problems).toEqual([]);
  });

  it('connects again after a lost connection, and takes in what happened meanwhile', async () => {
    const { page } = opened;
    await eventually(() => status(page)).toBe('live');
    await drawAll(page);
    const svg = await page.locator('[data-chart="metric-rul_loss"] svg').elementHandle();
    await feed.stop();
    await eventually(() => status(page)).toBe('reconnecting');
    expect(await page.locator('.overview').textContent()).toContain('epoch 8 of 30');
    // A run that was resumed: shorter than what the page knows, without the warning, with another end of the list.
    const { warning: _, ...resumed } = trainingRun(5);
    feed.run = resumed;
    await feed.start(port);
    await eventually(() => status(page)).toBe('live');
    await eventually(() => points(page, 'metric-rul_loss')).toBe(String(2 * 5 + resumed.steps.length));
    expect(await page.locator('.warning').isHidden()).toBe(true);
    expect(await svg!.evaluate((node) => node.isConnected)).toBe(true);
    expect(mistakes()).toEqual([]);
  });

  it('connects again where the browser has given up: after a 503', async () => {
    const { page } = opened;
    await eventually(() => status(page)).toBe('live');
    feed.refuse = true;
    feed.drop();
    await eventually(() => feed.refused).toBeGreaterThan(0);
    expect(await status(page)).toBe('reconnecting');
    feed.refuse = false;
    await eventually(() => status(page)).toBe('live');
    feed.next(trainingRun(8));
    await eventually(() => page.locator('.progress').textContent()).toContain('epoch 9 of 30');
    expect(mistakes()).toEqual([]);
  });

  it('tells of a problem until the next good message', async () => {
    const { page } = opened;
    await eventually(() => status(page)).toBe('live');
    feed.tell('problem', JSON.stringify('The run cannot be read <b>(EACCES)</b>'));
    const problem = page.locator('.problem');
    await eventually(() => problem.textContent()).toBe('The run cannot be read <b>(EACCES)</b>');
    expect(await violations(page)).toEqual([]);
    feed.next(trainingRun(8));
    await eventually(() => problem.isHidden()).toBe(true);
    expect(opened.problems).toEqual([]);
  });

  it('keeps everything on the screen when the server says goodbye', async () => {
    const { page } = opened;
    feed.next(finishedRun());
    await page.waitForSelector('#unit', { state: 'visible' });
    feed.tell('end', '""');
    await eventually(() => status(page)).toBe('ended');
    await feed.stop();
    await drawAll(page);
    for (const chart of await drawnCharts(page)) expect(chart.points, chart.name).toBeGreaterThan(0);
    await page.selectOption('#unit', '5');
    await eventually(() => page.locator('#units h3').textContent()).toContain('engine 5');
    expect(await status(page)).toBe('ended');
    expect(opened.problems).toEqual([]);
  });
});
