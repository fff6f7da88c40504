import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderBenchmark } from '../src/render.js';
import { CHROMIUM, launch } from './browser.js';
import { madeUpBenchmark } from './fixtures/benchmark.js';
import {
  buildPage,
  drawAll,
  drawnCharts,
  eventually,
  type Opened,
  open,
  overflows,
  pageFiles,
  violations,
} from './fixtures/page.js';

describe.skipIf(!CHROMIUM)('the page of a benchmark', () => {
  let browser: Browser;
  let files: Awaited<ReturnType<typeof pageFiles>>;
  let opened: Opened;
  beforeAll(async () => {
    buildPage();
    browser = await launch();
    files = await pageFiles();
    opened = await open(browser, await files.write(await renderBenchmark(madeUpBenchmark())));
  });
  afterAll(async () => {
    await browser?.close();
    await files?.remove();
  });

  const rowsOf = (caption: string) =>
    opened.page.$$eval(
      'table',
      (tables, wanted) => {
        const found = tables.find((one) => one.caption?.textContent === wanted)!;
        return [...found.tBodies[0]!.rows].map((row) => [...row.cells].map(({ textContent }) => textContent));
      },
      caption,
    );

  it('says that it is not complete, and what is simulated', async () => {
    const said = await opened.page.$eval('.warning', (one) => one.textContent);
    expect(said).toMatch(/not complete: 7 of 8 runs are done\. All figures are provisional/);
    expect(said).toMatch(/simulated/);
  });

  it('has the figures in tables, what is unknown as a dash', async () => {
    expect(await rowsOf('RMSE at the last row in cycles, mean ± deviation over seeds')).toEqual([
      ['amnl', '13.50 ± 0.71', '15.25 ± 0.35'],
      ['<b>lstm', '14.75 ± 0.35', '–1 of 2 runs'],
    ]);
    expect(await rowsOf('FD001: figures of the test units')).toEqual([
      ['amnl', '2', '13.50 ± 0.71', '338 ± 18', '12.75', '311', '–', '–', '–', '–'],
      [
        '<b>lstm',
        '2',
        '14.75 ± 0.35',
        '369 ± 9',
        '–',
        '–',
        '+1.25 (−0.50 to +3.25)',
        '0.123',
        '+30 (−9 to +70)',
        '< 0.001',
      ],
    ]);
    expect((await rowsOf('FD003: figures of the test units'))[1]).toEqual(['<b>lstm', '1 of 2', ...Array(8).fill('–')]);
    const rules = await rowsOf('Epochs chosen by three rules in the same runs');
    expect(rules.map(([subset, variant]) => `${subset} ${variant}`)).toEqual([
      'FD001 amnl',
      'FD003 amnl',
      'FD001 <b>lstm',
    ]);
    expect(rules[0]!.slice(7, 9)).toEqual(['−0.25 ± 0.10', '+0.50 ± 0.20']);
    expect((await rowsOf('Variants and their cost'))[1]).toEqual([
      '<b>lstm',
      'network = lstm',
      '3',
      'units held out',
      '678',
      '3',
      '3.00',
    ]);
  });

  it('draws the mean curve of each variant on each subset, and no mean of a run that is missing', async () => {
    await drawAll(opened.page);
    const charts = await drawnCharts(opened.page);
    expect(charts.map(({ name, points }) => [name, points])).toEqual([
      ['metric-FD001, test RMSE', 4 * 3],
      ['metric-FD003, test RMSE', 2 * 3],
    ]);
  });

  it('meets no objection of axe, fits its window, asks for nothing and reports no error', async () => {
    expect(await violations(opened.page)).toEqual([]);
    await opened.page.setViewportSize({ width: 390, height: 844 });
    // A chart is painted anew at the frame after the one that tells it of its new width.
    await eventually(() => overflows(opened.page)).toEqual([]);
    expect(opened.problems).toEqual([]);
  });
});
