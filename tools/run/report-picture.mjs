// The pictures of pages, from a real run: `node tools/run/report-picture.mjs RUN` for the top of the README, `… RUN pumps units` for
// docs/your-own-data.md.
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LAUNCH } from '../vitest/chromium.mjs';

const { chromium } = createRequire(new URL('../../packages/report/package.json', import.meta.url))('playwright-core');
const [, , run = '.', name = 'report', section = ''] = process.argv;
const page = `${pathToFileURL(resolve(run, 'report.html')).href}#${section}`;
const browser = await chromium.launch(LAUNCH);
for (const colorScheme of ['light', 'dark']) {
  const tab = await browser.newPage({ viewport: { width: 1400, height: 742 }, colorScheme, reducedMotion: 'reduce' });
  await tab.goto(page);
  await tab.waitForTimeout(1500); // the charts are drawn
  await tab.screenshot({ path: `docs/images/${name}-${colorScheme}.png` });
}
await browser.close();
