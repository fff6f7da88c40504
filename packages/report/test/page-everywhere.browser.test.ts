import { describe, expect, it } from 'vitest';
import { renderReport } from '../src/render.js';
import type { RunData } from '../src/run-data.js';
import { CHROMIUM } from './browser.js';
import { decisionRun } from './fixtures/decisions.js';
import { drawAll, drawnCharts, eventually, open, overflows, violations } from './fixtures/page.js';
import { datedPumpRun, pumpRun } from './fixtures/pumps.js';
import { useReports } from './fixtures/reports.js';
import { finishedRun, genericRun, trainingRun } from './fixtures/runs.js';

const run = finishedRun();
const pages: Readonly<Record<string, readonly RunData[]>> = {
  single: [run],
  comparison: [run, finishedRun({ name: 'b', seed: 123 }), trainingRun(7, { name: 'c', seed: 456 })],
  generic: [genericRun()],
  training: [trainingRun()],
  pumps: [pumpRun()],
  decisions: [decisionRun()],
};
/** The same with fewer rows in their tables: axe looks at each cell, and they are all alike. */
const short = { units: 12, epochs: 6, looks: 4 };
const shortPages: Readonly<Record<string, readonly RunData[]>> = {
  'short single': [finishedRun(short)],
  'short comparison': [finishedRun({ ...short, name: 'a' }), trainingRun(3, { ...short, name: 'b', seed: 7 })],
  'short training': [trainingRun(3, short)],
  'dated pumps': [datedPumpRun()],
  'short decisions': [decisionRun(short)],
};

describe.skipIf(!CHROMIUM)('report.html for everybody and everywhere', () => {
  const reports = useReports({ ...pages, ...shortPages });

  it.each(['generic', ...Object.keys(shortPages)])('is accessible: %s', (name) =>
    reports.withPage(name, async ({ page }) => {
      await drawAll(page);
      for (const details of await page.locator('details:visible summary').all()) await details.click();
      expect(await violations(page)).toEqual([]);
      // In the dark nothing but colours is different.
      await page.getByRole('radio', { name: 'Dark' }).check();
      expect(await violations(page, ['color-contrast'])).toEqual([]);
    }),
  );

  it.each(Object.keys(pages))('fits a phone: %s', (name) =>
    reports.withPage(
      name,
      async ({ page }) => {
        await drawAll(page);
        expect(await overflows(page)).toEqual([]);
        for (const chart of await drawnCharts(page)) expect(chart.points, chart.name).toBeGreaterThan(0);
      },
      { viewport: { width: 390, height: 844 } },
    ),
  );

  it('prints with all charts, on light paper, as wide as the paper', () =>
    reports.withPage(
      'decisions',
      async ({ page }) => {
        // A4 less its margins at 96 dpi.
        await page.setViewportSize({ width: 703, height: 1000 });
        // Paper does not wait for the next frame: all must be drawn anew by the time that the event is over.
        const widths = await page.evaluate(() => {
          dispatchEvent(new Event('beforeprint'));
          const panels = [...document.querySelectorAll<SVGSVGElement>('[data-chart^="metric-"] svg')];
          return panels.map((svg) => [svg.getBBox().width, svg.viewBox.baseVal.width] as const);
        });
        expect(widths).toHaveLength(8);
        for (const [drawn, paper] of widths) expect(drawn).toBeLessThanOrEqual(paper);
        await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
        for (const chart of await drawnCharts(page)) expect(chart.points, chart.name).toBeGreaterThan(0);
        const fits = await page.$$eval('[data-chart]', (charts) =>
          charts.every((chart) => {
            const [outer, svg] = [chart, chart.querySelector('svg')!].map((one) => one.getBoundingClientRect());
            return svg!.height > 50 && svg!.width <= outer!.width + 1 && outer!.right <= innerWidth;
          }),
        );
        expect(fits).toBe(true);
        expect(await overflows(page)).toEqual([]);
        expect(await page.evaluate(() => getComputedStyle(document.body).color)).toBe('rgb(27, 34, 40)');
        expect(await page.locator('.chooser').isVisible()).toBe(false);
        await page.evaluate(() => dispatchEvent(new Event('afterprint')));
        await page.emulateMedia({ media: 'screen' });
        expect(await page.locator('.chooser').isVisible()).toBe(true);
        const pdf = await page.pdf({ format: 'A4', printBackground: true });
        expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
        expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)!.length).toBeLessThan(10);
      },
      { colorScheme: 'dark' },
    ));

  it('shows hostile names, paths and metrics as what they are: text', async () => {
    const evil = '</script><script>globalThis.broken = 1</script><img src=x onerror="globalThis.broken = 1">';
    const long = 'x'.repeat(5000);
    const hostile: RunData = {
      ...run,
      name: evil,
      title: `${evil} ${long}`,
      warning: `${evil}\u2028\u2029 ${long}`,
      selection: evil,
      stop: { by: evil, because: `<!--${evil}` },
      group: evil,
      history: run.history.map((point) => ({
        ...point,
        metrics: { ...point.metrics, [`${evil}_loss`]: 1, __proto__x: 2, constructor: 3 },
      })),
      results: { ...run.results!, states: [evil, '<b>x</b>', long] },
      facts: [
        {
          title: evil,
          rows: [
            [evil, long],
            [long, evil],
          ],
        },
      ],
    };
    const url = await reports.write(
      await renderReport([hostile, { ...hostile, name: `${evil}2`, seed: 7 }], { title: evil }),
    );
    const { page, problems, close } = await open(reports.browser, url, { viewport: { width: 390, height: 844 } });
    await drawAll(page);
    await page.selectOption('#metric', `${evil}_loss`);
    await page.locator('[data-chart="any-metric"]').hover();
    await page.locator('[data-chart="unit"]').hover();
    await page.locator('[data-chart="scatter"]').hover();
    expect(await page.evaluate(() => 'broken' in globalThis)).toBe(false);
    expect(await page.locator('h1').textContent()).toBe(evil);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('script').count()).toBe(2);
    expect(await page.locator('#facts caption').first().textContent()).toBe(evil);
    expect(await overflows(page)).toEqual([]);
    expect(problems).toEqual([]);
    await close();
  });

  it('draws at once what is in the window, each chart a single time, and leaves the rest until it is scrolled to', async () => {
    const context = await reports.browser.newContext({ viewport: { width: 1280, height: 900 } });
    context.setDefaultTimeout(240_000);
    await context.addInitScript(() => {
      new MutationObserver((records) => {
        for (const { target } of records) {
          const { dataset } = target as HTMLElement;
          dataset['draws'] = String(Number(dataset['draws'] ?? 0) + 1);
        }
      }).observe(document, { subtree: true, attributes: true, attributeFilter: ['data-points'] });
    });
    const page = await context.newPage();
    await page.goto(reports.url('single'));
    const draws = (inWindow: boolean) =>
      page.$$eval(
        '[data-chart]',
        (charts, wanted) =>
          charts
            .filter((chart) => chart.getBoundingClientRect().top < innerHeight === wanted)
            .map((chart) => (chart as HTMLElement).dataset['draws'] ?? '0'),
        inWindow,
      );
    await eventually(async () => (await draws(true)).every((count) => count !== '0')).toBe(true);
    expect(new Set(await draws(true))).toEqual(new Set(['1']));
    expect(await draws(false)).toContain('0');
    await context.close();
  });
});
