import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify, stripVTControlCharacters } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { createServer, type PreviewServer, preview } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM, launch } from '../../../packages/report/test/browser.js';
import { EPOCHS } from '../src/training.js';

const VITE = fileURLToPath(new URL('../node_modules/vite/bin/vite.js', import.meta.url));
const root = fileURLToPath(new URL('..', import.meta.url));
const local = { host: '127.0.0.1', port: 0 };
let built: string;

beforeAll(async () => {
  // The command itself, not `npm run build`: npm has warnings of its own where pnpm has started it.
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [VITE, 'build'], { cwd: root });
  built = stripVTControlCharacters(stdout + stderr);
  console.log(built);
});

test('the bundle needs nothing of Node and gives no warning', () => {
  expect(built).toMatch(/dist\/assets\/index-\S+\.js\s+[\d.]+ kB/);
  expect(built).not.toMatch(/externali[sz]ed|warn|\(!\)/i);
});

describe.skipIf(CHROMIUM === undefined)('in Chromium', () => {
  let browser: Browser;
  let server: PreviewServer;
  beforeAll(async () => {
    [browser, server] = await Promise.all([launch(), preview({ root, preview: local, logLevel: 'warn' })]);
  });
  afterAll(() => Promise.all([browser?.close(), server?.close()]));

  /** A page ready to start, and everything that went wrong on it. */
  async function open(url: string): Promise<{ page: Page; errors: string[] }> {
    const page = await browser.newPage();
    page.setDefaultTimeout(240_000);
    const errors: string[] = [];
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(url);
    await page.locator('#button:enabled').waitFor();
    return { page, errors };
  }
  const address = (query: string) => `${server.resolvedUrls!.local[0]}${query}`;
  const ended = (page: Page) => page.locator('#result', { hasText: 'Ended' }).waitFor();
  const pointsOf = (page: Page, line: string) =>
    page.locator(`polyline.${line}`).evaluate((element) => element.getAttribute('points')!.split(' ').filter(Boolean));

  test('it learns the spirals, with one point an epoch in the chart', async () => {
    const { page, errors } = await open(address('?backend=cpu'));
    await page.locator('#button').click();
    await ended(page);
    const rows = await page.locator('#rows tr').allTextContents();
    const losses = await page.locator('#rows td:nth-child(3)').allTextContents();
    expect(rows.length).toBeGreaterThan(10);
    expect(Number(losses.at(-1))).toBeLessThan(Number(losses[0]) / 4);
    expect(await pointsOf(page, 'training')).toHaveLength(rows.length);
    expect(await pointsOf(page, 'validation')).toHaveLength(rows.length);
    expect(await page.locator('svg desc').textContent()).toContain(`${rows.length} epochs: training`);
    expect(await page.locator('#validation').textContent()).toBe(losses.at(-1));
    const [, right] = /([\d.]+) % of points/.exec((await page.locator('#result').textContent())!)!;
    expect(Number(right)).toBeGreaterThan(95);
    expect(errors).toEqual([]);
    await page.close();
  });

  test('on WebGL: the page answers while it trains, stops when told to, and starts again', async () => {
    const { page, errors } = await open(address(''));
    expect(await page.locator('#state').textContent()).toBe('Ready, on webgl');
    await page.locator('#button').click();
    await page.locator('#rows tr').nth(1).waitFor({ state: 'attached' });
    expect(await page.locator('#button').textContent()).toBe('Stop');
    await page.locator('#button').click();
    await ended(page);
    expect(await page.locator('#result').textContent()).toContain('you pressed Stop');
    const done = await page.locator('#rows tr').count();
    expect(done).toBeLessThan(EPOCHS);
    expect(await pointsOf(page, 'training')).toHaveLength(done);

    await page.locator('#button', { hasText: 'Start again' }).click();
    await page.locator('#button', { hasText: 'Stop' }).waitFor();
    expect(await page.locator('#rows tr').count()).toBeLessThan(done);
    await page.locator('#button').click();
    await ended(page);
    expect(errors).toEqual([]);
    await page.close();
  });

  test('a backend that there is not is no dead page', async () => {
    const { page, errors } = await open(address('?backend=abacus'));
    expect(await page.locator('#state').textContent()).toBe('Ready, on cpu');
    expect(errors).toEqual([]);
    await page.close();
  });

  test('it fits a phone, and the development server serves it too', async () => {
    const vite = await createServer({ root, server: { ...local, hmr: false }, logLevel: 'error' });
    try {
      await vite.listen();
      const { page, errors } = await open(`${vite.resolvedUrls!.local[0]}?backend=cpu`);
      await page.setViewportSize({ width: 390, height: 844 });
      await page.locator('#button').click();
      await page.locator('#rows tr').first().waitFor({ state: 'attached' });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
      expect(errors).toEqual([]);
      await page.close();
    } finally {
      await vite.close();
    }
  });
});
