import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM, launch } from '../../report/test/browser.js';
import { amnl, ENDLESS, TINY, temporaryFolder } from './amnl.js';
import { freePort, gone, killAll, start, until } from './going-on.js';

const { path: folder, remove } = temporaryFolder();
const fleet = join(folder, 'fleet');

beforeAll(async () => {
  const simulated = await amnl(['data', 'simulate', '--out', fleet, '--units', '12']);
  expect(simulated.code).toBe(0);
});
afterEach(killAll);
afterAll(remove);

/** A run that does not end by itself: small steps, and many of them an epoch. */
const training = (run: string, ...more: string[]) => [
  'train',
  '--data-dir',
  fleet,
  ...TINY,
  ...ENDLESS,
  ...['--batch-size', '6', '--set', 'stride=1', '--set', 'accumulate=1', '--threads', '1'],
  ...['--out', run],
  ...more,
];

const historyOf = (run: string) =>
  existsSync(join(run, 'history.jsonl')) ? readFileSync(join(run, 'history.jsonl'), 'utf8').trimEnd().split('\n') : [];

/** Epochs that a page shows: of each curve the numbers of its points. */
const points = (page: Page, chart: string) =>
  page.locator(`[data-chart="${chart}"]`).evaluate((element) => Number(element.getAttribute('data-points')));
const epochsShown = (page: Page) => points(page, 'metric-RMSE_last_cycle').catch(() => 0);
const stateOf = (page: Page) => page.locator('.chip').first().textContent();
const connectionOf = (page: Page) => page.locator('.connection').textContent();

describe.skipIf(!CHROMIUM)('the live page of a real training', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  /** Opens a page and keeps what must not happen on it. */
  async function openPage(url: string): Promise<{ page: Page; problems: string[] }> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 5000 } });
    page.setDefaultTimeout(240_000);
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('request', (request) => {
      if (!request.url().startsWith(url) && request.url() !== 'data:,') problems.push(`request ${request.url()}`);
    });
    await page.goto(url);
    return { page, problems };
  }

  test('follows it to its end, through a reload, a kill and a resume, from this process and from another', async () => {
    const run = join(folder, 'followed');
    const port = await freePort();
    const first = start(...training(run, '--watch', String(port)));
    const [, within] = await first.said(/Live page: (http:\S+)/);
    const watcher = start('watch', run, '--port', '0');
    const [, beside] = await watcher.said(/Live page: (http:\S+)/);
    expect(within).toBe(`http://127.0.0.1:${port}/`);
    const pages = await Promise.all([openPage(within!), openPage(beside!)]);

    for (const { page } of pages)
      await until(
        async () => (await epochsShown(page)) >= 2,
        () => 'two epochs',
      );
    for (const { page } of pages) await page.reload();
    for (const { page } of pages)
      await until(
        async () => (await epochsShown(page)) >= 3,
        () => 'a third, after a reload',
      );
    expect(await stateOf(pages[0]!.page)).toBe('training');

    first.child.kill('SIGKILL');
    await gone(first.child);
    const epochs = historyOf(run).length + 3;
    const [{ page: own }, { page: other }] = pages as [(typeof pages)[0], (typeof pages)[0]];
    await until(
      async () => (await stateOf(other)) === 'interrupted',
      () => 'the other page to see the kill',
    );
    await until(
      async () => (await connectionOf(own)) === 'reconnecting',
      () => 'the own page to see that its server is gone',
    );

    const second = start('train', '--resume', run, '--epochs', String(epochs), '--watch', String(port));
    await second.said(/Live page/);
    for (const { page } of pages)
      await until(
        async () => (await epochsShown(page)) === epochs,
        () => 'all epochs',
      );
    await gone(second.child);
    expect(second.child.exitCode).toBe(0);
    const steps = readFileSync(join(run, 'steps.jsonl'), 'utf8').trimEnd().split('\n').length;
    expect(steps).toBeGreaterThan(2);
    for (const { page, problems } of pages) {
      await until(
        async () => (await stateOf(page)) === 'done',
        () => 'the page to see the end',
      );
      await until(
        async () => (await points(page, 'scatter')) === 12,
        () => 'the predictions of 12 units',
      );
      expect(await epochsShown(page)).toBe(epochs);
      expect(await points(page, 'unit')).toBeGreaterThan(20);
      expect(problems).toEqual([]);
    }
    // What the pages show is what is in the file: every epoch once, none left out.
    expect(historyOf(run).map((line) => JSON.parse(line).epoch)).toEqual(Array.from({ length: epochs }, (_, i) => i));

    watcher.child.kill('SIGINT');
    await gone(watcher.child);
    expect(watcher.child.exitCode).toBe(0);
    await until(
      async () => (await connectionOf(other)) === 'ended',
      () => 'the page to hear goodbye',
    );
  });
});
