import { describe, expect, it } from 'vitest';
import { worstUnits } from '../src/page/view-model/units.js';
import { CHROMIUM } from './browser.js';
import { decisionRun } from './fixtures/decisions.js';
import { largeRun } from './fixtures/large-fleet.js';
import { drawAll, drawnCharts, eventually } from './fixtures/page.js';
import { pumpRun } from './fixtures/pumps.js';
import { useReports } from './fixtures/reports.js';
import { finishedRun, genericRun, trainingRun } from './fixtures/runs.js';

const EPOCHS = 30;
const LOOKS = 12;
const run = finishedRun({ epochs: EPOCHS, looks: LOOKS });
const comparison = [
  finishedRun({ name: 'a', seed: 42 }),
  finishedRun({ name: 'b', seed: 123 }),
  trainingRun(7, { name: 'c', seed: 456 }),
];

describe.skipIf(!CHROMIUM)('report.html', () => {
  const reports = useReports({
    single: [run],
    comparison,
    generic: [genericRun()],
    training: [trainingRun()],
    pumps: [pumpRun()],
    fleet: [largeRun(2000, 500)],
    long: [largeRun(5, 50_000)],
    decisions: [decisionRun()],
    lacking: [{ ...run, results: { ...run.results!, lacks: 'Train without --selection test.' } }],
  });

  it('draws every point of every chart of one run', () =>
    reports.withPage('single', async ({ page }) => {
      await drawAll(page);
      const charts = Object.fromEntries((await drawnCharts(page)).map((chart) => [chart.name, chart]));
      const { units } = run.results!;
      const worst = units.find(({ unit }) => unit === worstUnits(run.results!, 1)[0]!.unit)!;
      expect(Object.keys(charts).sort()).toEqual(
        [
          'metric-rul_loss',
          'metric-health_loss',
          'metric-RMSE_last_cycle',
          'metric-nasa_score_last_cycle',
          'metric-health_accuracy',
          'metric-learningRate',
          'metric-weightDecay',
          'metric-grad_norm',
          'any-metric',
          'scatter',
          'ranges',
          'unit',
        ].sort(),
      );
      // Training and evaluation of every epoch, and every look within epochs.
      expect(charts['metric-rul_loss']!.points).toBe(2 * EPOCHS + LOOKS * EPOCHS);
      expect(charts['metric-health_loss']!.points).toBe(2 * EPOCHS + LOOKS * EPOCHS);
      // The RMSE over all cycles stands at every fifth epoch only.
      expect(charts['metric-RMSE_last_cycle']!.points).toBe(EPOCHS + EPOCHS / 5);
      expect(charts['metric-nasa_score_last_cycle']!.points).toBe(EPOCHS);
      expect(charts['metric-learningRate']!.points).toBe(EPOCHS + LOOKS * EPOCHS);
      expect(charts['metric-weightDecay']!.points).toBe(EPOCHS);
      expect(charts['scatter']!.points).toBe(units.length);
      expect(charts['ranges']!.points).toBe(8);
      // Two curves, and at least a stretch of states in either strip.
      expect(charts['unit']!.points).toBeGreaterThanOrEqual(2 * worst.predicted.length + 2);
      for (const chart of Object.values(charts)) {
        // What is counted is there to be seen: each point is a symbol of its own, or a command of a line's path.
        expect(chart.commands, chart.name).toBeGreaterThanOrEqual(chart.points);
        expect(chart.label.length, chart.name).toBeGreaterThan(30);
      }
      expect(charts['scatter']!.paths).toBeGreaterThanOrEqual(units.length);
    }));

  it('marks the best epoch and says why the run ended', () =>
    reports.withPage('single', async ({ page }) => {
      const panel = page.locator('[data-chart="metric-RMSE_last_cycle"]');
      await panel.scrollIntoViewIfNeeded();
      await eventually(() => panel.locator('svg').textContent()).toContain(`best: epoch ${run.best!.epoch + 1}`);
      expect(await panel.locator('svg').textContent()).toContain('end: all 30 epochs are done');
      const head = await page.locator('.overview').textContent();
      expect(head).toContain('best epoch selected on held-out training units');
      expect(head).toContain(`${run.best!.epoch + 1} of 30`);
    }));

  it('lets one choose a unit by mouse: in the list, by the buttons, in the scatter, in the table of the worst', () =>
    reports.withPage('single', async ({ page }) => {
      const heading = page.locator('#units h3');
      await page.selectOption('#unit', '17');
      await eventually(() => heading.textContent()).toBe('RUL over the cycles of engine 17');
      await page.click('[aria-label="Next engine"]');
      await eventually(() => heading.textContent()).toBe('RUL over the cycles of engine 18');
      await page.click('[aria-label="Previous engine"]');
      await eventually(() => heading.textContent()).toBe('RUL over the cycles of engine 17');

      const alone = unitApart();
      const scatter = page.locator('[data-chart="scatter"]');
      await scatter.scrollIntoViewIfNeeded();
      await page.waitForSelector('[data-chart="scatter"][data-points]');
      // Points grow when they appear, which takes a busy machine a while; whoever misses one clicks once more.
      const clickIt = async () => {
        await scatter.click({ position: placeInScatter(alone, (await scatter.boundingBox())!) });
        return heading.textContent();
      };
      await eventually(clickIt).toBe(`RUL over the cycles of engine ${alone.unit}`);

      const second = worstUnits(run.results!, 2)[1]!.unit;
      await page.click(`button[data-unit="${second}"]`);
      await eventually(() => heading.textContent()).toBe(`RUL over the cycles of engine ${second}`);
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('unit');
      expect(await page.locator('.summary').textContent()).toContain(`Engine ${second} at its last cycle`);
    }));

  it('leads to units by any name, also to those that still run', () =>
    reports.withPage('pumps', async ({ page }) => {
      await drawAll(page);
      const heading = page.locator('#units h3');
      await page.locator('button.link', { hasText: 'P-101/A, "north"' }).click();
      await eventually(() => heading.textContent()).toBe('RUL over the hours of pump P-101/A, "north"');
      await page.selectOption('#unit', 'Pumpe Süd <script>');
      await eventually(() => heading.textContent()).toBe('RUL over the hours of pump Pumpe Süd <script>');
      expect(await page.locator('.summary').textContent()).toContain('still runs at its last row');
      expect(await page.locator('#predictions').textContent()).toContain('3 pumps still run and are not counted.');
      expect((await drawnCharts(page)).find(({ name }) => name === 'scatter')!.points).toBe(5);
      expect(await page.locator('.penalty-key').isHidden()).toBe(true);
      await page.selectOption('#unit', 'P-9');
      await eventually(() => heading.textContent()).toContain('pump P-9');
    }));

  it('shows a large fleet and long histories, and says what it leaves away', () =>
    reports.withPage('fleet', async ({ page }) => {
      await drawAll(page);
      expect(await page.locator('#unit option').count()).toBe(600);
      expect(await page.locator('#predictions .lead').textContent()).toContain('This page lists 600 of 2,000 pumps');
      const charts = Object.fromEntries((await drawnCharts(page)).map((chart) => [chart.name, chart]));
      expect(charts['scatter']!.points).toBeGreaterThan(300);
      const second = (await page.locator('#unit option').nth(1).getAttribute('value'))!;
      await page.selectOption('#unit', second);
      await eventually(() => page.locator('#units h3').textContent()).toContain(second);
      expect(await page.locator('#units').textContent()).toMatch(/Drawn are \d+ of its 500 rows/);
      await reports.withPage('long', async ({ page: long }) => {
        await drawAll(long);
        const unit = (await drawnCharts(long)).find(({ name }) => name === 'unit')!;
        expect(unit.points).toBeGreaterThan(5000);
        expect(await long.locator('#units').textContent()).toMatch(/Drawn are 7,\d\d\d of its 50,000 rows/);
      });
    }));

  it('lets one choose a unit by keyboard alone', () =>
    reports.withPage('single', async ({ page }) => {
      await page.focus('#unit');
      await page.selectOption('#unit', '40');
      const chosen = () => page.inputValue('#unit');
      await page.keyboard.press('ArrowRight');
      await eventually(chosen).toBe('41');
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('ArrowLeft');
      await eventually(chosen).toBe('39');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await eventually(chosen).toBe('40');
      // The arrows also work from the buttons beside the list.
      await page.keyboard.press('ArrowRight');
      await eventually(chosen).toBe('41');
      // At the first unit there is no way back, and the focus stays where it was.
      await page.selectOption('#unit', '1');
      await page.focus('[aria-label="Previous engine"]');
      await page.keyboard.press('Enter');
      expect(await chosen()).toBe('1');
      expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Previous engine');
      // Worst first: the list starts with the unit that costs most.
      await page.selectOption('#order', 'worst');
      const first = await page.locator('#unit option').first().getAttribute('value');
      expect(first).toBe(worstUnits(run.results!, 1)[0]!.unit);
    }));

  it('keeps unit and theme over a reload, and follows the system until told otherwise', () =>
    reports.withPage(
      'single',
      async ({ page }) => {
        const theme = () => page.evaluate(() => document.documentElement.dataset['theme']);
        const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        expect(await theme()).toBe('dark');
        const dark = await background();
        await page.getByRole('radio', { name: 'Light' }).check();
        expect(await theme()).toBe('light');
        expect(await background()).not.toBe(dark);
        await page.selectOption('#unit', '23');
        await page.reload();
        expect(await theme()).toBe('light');
        expect(await page.inputValue('#unit')).toBe('23');
      },
      { colorScheme: 'dark' },
    ));

  it('works where storage is forbidden', async () => {
    const context = await reports.browser.newContext();
    await context.addInitScript(() => {
      Object.defineProperty(globalThis, 'sessionStorage', {
        get() {
          throw new DOMException('no', 'SecurityError');
        },
      });
    });
    const page = await context.newPage();
    const errors: unknown[] = [];
    page.on('pageerror', (error) => errors.push(error));
    await page.goto(reports.url('single'));
    await page.selectOption('#unit', '23');
    await eventually(() => page.locator('#units h3').textContent()).toContain('engine 23');
    expect(errors).toEqual([]);
    await context.close();
  });

  it('switches between last cycles and all cycles', () =>
    reports.withPage('single', async ({ page }) => {
      const right = page.locator('.confusion caption');
      expect(await right.textContent()).toContain('last cycle of 100 engines');
      const counted = () =>
        page.$$eval('.confusion tbody tr td:last-child', (cells) => cells.map((cell) => cell.textContent));
      const sums = (matrix: readonly (readonly number[])[]) =>
        matrix.map((row) => row.reduce((a, b) => a + b, 0).toLocaleString('en'));
      expect(await counted()).toEqual(sums(run.results!.lastCycle.confusion));
      await page.getByRole('radio', { name: 'all cycles' }).check();
      await eventually(() => right.textContent()).toContain('all cycles');
      expect(await counted()).toEqual(sums(run.results!.allCycles.confusion));
    }));

  it('shows whichever metric is asked for', () =>
    reports.withPage('single', async ({ page }) => {
      const chart = page.locator('[data-chart="any-metric"]');
      await chart.scrollIntoViewIfNeeded();
      await page.selectOption('#metric', 'loss_ema_rul');
      await eventually(() => chart.getAttribute('data-series')).toBe('loss_ema_rul');
      expect(await chart.getAttribute('data-points')).toBe(String(EPOCHS));
      const names = await page.$$eval('#metric option', (options) => options.map((option) => option.textContent));
      expect(new Set(names)).toEqual(new Set(run.history.flatMap(({ metrics }) => Object.keys(metrics))));
    }));

  it('compares several runs: curves, means over seeds, one run in detail', () =>
    reports.withPage('comparison', async ({ page }) => {
      await drawAll(page);
      const loss = page.locator('[data-chart="metric-RMSE_last_cycle"]');
      const all = 2 * (30 + 6) + 7 + 1;
      expect(await loss.getAttribute('data-points')).toBe(String(all));
      await page.click('.run-legend button:has-text("b")');
      await eventually(() => loss.getAttribute('data-points')).toBe(String(all - 36));
      expect(await page.locator('.run-legend button', { hasText: 'b' }).getAttribute('aria-pressed')).toBe('false');

      const [x, y] = comparison.slice(0, 2).map(({ results }) => results!.metrics['RMSE_last_cycle']!) as [
        number,
        number,
      ];
      const row = await page.locator('#runs tbody tr').last().textContent();
      // Of two numbers the sample's deviation is their distance over the square root of two.
      expect(row).toContain(`${((x + y) / 2).toFixed(2)} ± ${(Math.abs(x - y) / Math.SQRT2).toFixed(2)}`);
      expect(row).toContain('2 of 3 runs done');

      await page.selectOption('#run', 'b');
      await eventually(() => page.locator('#predictions .lead').textContent()).toBe('Of run b.');
      await page.selectOption('#run', 'c');
      await eventually(() => page.locator('#predictions').isHidden()).toBe(true);
      const links = await page.locator('nav a:visible').allTextContents();
      expect(links).toEqual(['Runs', 'Learning', 'Facts']);
    }));

  it('shows a run that is not about RUL', () =>
    reports.withPage('generic', async ({ page }) => {
      await drawAll(page);
      const charts = await drawnCharts(page);
      expect(charts.map(({ name, points }) => [name, points])).toEqual([
        ['metric-loss', 24],
        // One evaluation lacks its accuracy: a gap.
        ['metric-accuracy', 23],
        ['any-metric', 11],
      ]);
      expect(await page.locator('.overview').textContent()).toContain('Accuracy, evaluation');
    }));

  it('shows intervals, their coverage, what alarms cost, and why units were predicted so', () =>
    reports.withPage('decisions', async ({ page }) => {
      await drawAll(page);
      const charts = Object.fromEntries((await drawnCharts(page)).map((chart) => [chart.name, chart]));
      expect(charts['unit']!.label).toMatch(/\(90 % interval \d+\.\d to (≥\u00a0125|\d+\.\d)\)/);
      expect(await page.locator('#units .figure-head').textContent()).toContain('90 % interval');
      const coverage = page.locator('.breakdown .narrow');
      expect(await coverage.locator('tbody tr').last().textContent()).toBe('all10091.0 %38.241 %');

      // The curve, and two lines across of two points each.
      expect(charts['alarm']!.points).toBe(126 + 4);
      const rules = page.locator('#alarms tbody');
      expect(await rules.textContent()).toContain('Run to failure50.00 47.50 to 54.00');
      expect(await page.locator('#alarms input:checked').getAttribute('value')).toBe('10');
      await page.getByRole('radio', { name: '50 ×' }).check();
      await eventually(() => rules.textContent()).toContain('Run to failure250');
      await page.reload();
      expect(await page.locator('#alarms input:checked').getAttribute('value')).toBe('50');

      const why = page.locator('.reasons');
      expect(await why.isVisible()).toBe(true);
      expect(await why.locator('li').first().textContent()).toBe('T50 took 31.0 cycles off, 2.1 σ above its mean');
      expect(await why.locator('b').count()).toBe(0);
      const other = (
        await page.locator('#unit option').evaluateAll((options) => options.map((one) => one.getAttribute('value')!))
      ).find((unit) => !worstUnits(run.results!, 10).some((one) => one.unit === unit))!;
      await page.selectOption('#unit', other);
      await eventually(() => why.isHidden()).toBe(true);
    }));

  it('hides what a run does not have, and says what to do for it', () =>
    reports.withPage('lacking', async ({ page }) => {
      await drawAll(page);
      expect(await page.locator('#predictions .lead').textContent()).toBe('Train without --selection test.');
      for (const hidden of ['#alarms', '.reasons', '.breakdown .narrow']) {
        expect(await page.locator(hidden).isVisible()).toBe(false);
      }
      expect(await page.locator('nav a:visible').allTextContents()).not.toContain('Alarms');
      expect(await page.locator('main').textContent()).not.toContain('interval');
    }));

  it('shows how far a training run is', () =>
    reports.withPage('training', async ({ page }) => {
      expect(await page.locator('progress').evaluate((bar: HTMLProgressElement) => bar.position)).toBeCloseTo(
        7.4 / 30,
        1,
      );
      const head = await page.locator('.overview').textContent();
      expect(head).toContain('The fleet is simulated');
      expect(head).toContain('epoch 8 of 30');
      expect(head).toContain('samples/s');
      expect(await page.locator('#predictions').isHidden()).toBe(true);
    }));
});

/** A unit whose point in the scatter has no other near it. */
function unitApart(): { unit: string; truth: number; predicted: number } {
  const { cap, units } = run.results!;
  const points = units.map(({ unit, truth, predicted }) => ({
    unit,
    truth: Math.min(truth, cap!),
    predicted: predicted.at(-1)!,
  }));
  return points.find((one) =>
    points.every((other) => other === one || Math.hypot(one.truth - other.truth, one.predicted - other.predicted) > 6),
  )!;
}

/** Where a point stands in the scatter: its grid leaves 64 and 16 pixels beside, 16 and 44 above and below. */
function placeInScatter(
  { truth, predicted }: { truth: number; predicted: number },
  box: { width: number; height: number },
) {
  const size = 150;
  return {
    x: 64 + (truth / size) * (box.width - 80),
    y: box.height - 44 - (predicted / size) * (box.height - 60),
  };
}
