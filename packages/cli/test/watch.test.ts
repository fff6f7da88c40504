import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM, launch } from '../../report/test/browser.js';
import { amnl, BIN, plainEnvironment, TINY, temporaryFolder } from './amnl.js';

const { path: folder, remove } = temporaryFolder();
const fleet = join(folder, 'fleet');
const EPOCHS = 9;
const processes: ChildProcess[] = [];

beforeAll(async () => {
  const simulated = await amnl(['data', 'simulate', '--out', fleet, '--engines', '12']);
  expect(simulated.code).toBe(0);
}, 60_000);
afterEach(() => {
  for (const child of processes.splice(0)) child.kill('SIGKILL');
});
afterAll(remove);

/** A command line that goes on until it is told otherwise, and what it says on stderr. */
function start(...args: string[]): { readonly child: ChildProcess; said(text: RegExp): Promise<RegExpExecArray> } {
  const child = spawn(process.execPath, [BIN, ...args], {
    env: plainEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  processes.push(child);
  let heard = '';
  child.stderr!.on('data', (chunk) => (heard += chunk));
  return {
    child,
    said: async (text) => {
      await until(
        () => text.test(heard) || child.exitCode !== null,
        () => `${text} in:\n${heard}`,
      );
      const found = text.exec(heard);
      if (found === null) throw new Error(`ended with ${child.exitCode} without saying ${text}:\n${heard}`);
      return found;
    },
  };
}

/** Waits for something that happens in another process. */
async function until(done: () => boolean | Promise<boolean>, what: () => string, seconds = 120): Promise<void> {
  const deadline = Date.now() + 1000 * seconds;
  while (!(await done())) {
    if (Date.now() > deadline) throw new Error(`waited ${seconds} s in vain for ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const gone = (child: ChildProcess) =>
  new Promise<void>((done) =>
    (child.exitCode ?? child.signalCode) !== null ? done() : child.once('exit', () => done()),
  );

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

/** A run of some seconds: small steps, and many of them. */
const training = (run: string, ...more: string[]) => [
  'train',
  '--data-dir',
  fleet,
  ...TINY,
  ...['--epochs', String(EPOCHS), '--batch-size', '6', '--set', 'stride=1', '--set', 'accumulate=1', '--threads', '1'],
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
    const before = historyOf(run).length;
    expect(before).toBeLessThan(EPOCHS);
    const [{ page: own }, { page: other }] = pages as [(typeof pages)[0], (typeof pages)[0]];
    await until(
      async () => (await stateOf(other)) === 'interrupted',
      () => 'the other page to see the kill',
    );
    await until(
      async () => (await connectionOf(own)) === 'reconnecting',
      () => 'the own page to see that its server is gone',
    );

    const second = start('train', '--resume', run, '--watch', String(port));
    await second.said(/Live page/);
    for (const { page } of pages)
      await until(
        async () => (await epochsShown(page)) === EPOCHS,
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
        () => 'the predictions of 12 engines',
      );
      expect(await epochsShown(page)).toBe(EPOCHS);
      expect(await points(page, 'engine')).toBeGreaterThan(20);
      expect(problems).toEqual([]);
    }
    // What the pages show is what is in the file: every epoch once, none left out.
    expect(historyOf(run).map((line) => JSON.parse(line).epoch)).toEqual(Array.from({ length: EPOCHS }, (_, i) => i));

    watcher.child.kill('SIGINT');
    await gone(watcher.child);
    expect(watcher.child.exitCode).toBe(0);
    await until(
      async () => (await connectionOf(other)) === 'ended',
      () => 'the page to hear goodbye',
    );
  }, 300_000);
});

describe('amnl watch and amnl report', () => {
  const run = join(folder, 'finished');
  beforeAll(async () => {
    const { code } = await amnl([
      'train',
      '--data-dir',
      fleet,
      ...TINY,
      '--epochs',
      '2',
      '--out',
      run,
      '--tensorboard',
    ]);
    expect(code).toBe(0);
  }, 60_000);

  test('a taken port is told, and --watch takes no nonsense', async () => {
    const port = await freePort();
    const first = start('watch', run, '--port', String(port));
    await first.said(/Live page/);
    const second = await amnl(['watch', run, '--port', String(port)]);
    expect(second).toMatchObject({ code: 2, stderr: expect.stringMatching(/RP_PORT_BUSY/) });
    const third = await amnl(['train', '--watch', '99999']);
    expect(third).toMatchObject({ code: 2, stderr: expect.stringMatching(/port is '99999'.*CLI_USAGE/) });
  });

  test('what is no run is refused in one line', async () => {
    for (const command of ['watch', 'report']) {
      const { code, stderr } = await amnl([command, fleet]);
      expect(code).toBe(2);
      expect(stderr).toMatch(/^\[cli\] .*config\.json cannot be read: it does not exist.*\(CLI_RUN_INVALID\)\n$/);
    }
  });

  test('a report is made again, byte for byte, and several runs are compared on one page', async () => {
    const file = join(run, 'report.html');
    const made = readFileSync(file, 'utf8');
    expect((await amnl(['report', run])).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(made);
    const other = join(folder, 'other');
    await amnl(['train', '--data-dir', fleet, ...TINY, '--seed', '7', '--epochs', '2', '--out', other]);
    const { code, stderr } = await amnl(['report', run, other], { cwd: folder });
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('comparison.html') });
    const page = readFileSync(join(folder, 'comparison.html'), 'utf8');
    for (const seed of [42, 7]) expect(page).toContain(`seed ${seed}`);
    expect(await amnl(['report', run, run])).toMatchObject({ code: 2, stderr: expect.stringContaining('CLI_USAGE') });
  });

  test('predictions that were cut off at the end of a line are found out', async () => {
    const cut = join(folder, 'cut');
    cpSync(run, cut, { recursive: true });
    const rows = readFileSync(join(cut, 'predictions.csv'), 'utf8').split('\n');
    writeFileSync(join(cut, 'predictions.csv'), `${rows.slice(0, 40).join('\n')}\n`);
    const { code, stderr } = await amnl(['report', cut]);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /predictions\.csv holds 39 windows of \d+ engines? where \d+ of 12 are due.*CLI_RUN_INVALID/,
    );
  });

  test('a report that cannot be written costs the run nothing but itself', async () => {
    const blocked = join(folder, 'blocked');
    await amnl(['train', '--data-dir', fleet, ...TINY, '--epochs', '1', '--out', blocked]);
    rmSync(join(blocked, 'report.html'));
    mkdirSync(join(blocked, 'report.html', 'in the way'), { recursive: true });
    const { code, stdout, stderr } = await amnl(['train', '--resume', blocked, '--epochs', '2', '--json']);
    expect(stderr).toMatch(/^note: there is no report\.html: .*amnl report .* makes it anew$/m);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ epochs: 2 });
  });

  test('--tensorboard leaves event files in the run folder', () => {
    expect(existsSync(join(run, 'tensorboard'))).toBe(true);
  });
});
