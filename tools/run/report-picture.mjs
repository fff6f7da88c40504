// The pictures at the top of the README, from a real run: `node tools/run/report-picture.mjs RUN`.
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LAUNCH } from '../vitest/chromium.mjs';

const { chromium } = createRequire(new URL('../../packages/report/package.json', import.meta.url))('playwright-core');
const page = pathToFileURL(resolve(process.argv[2] ?? '.', 'report.html')).href;
const browser = await chromium.launch(LAUNCH);
for (const colorScheme of ['light', 'dark']) {
  const tab = await browser.newPage({ viewport: { width: 1400, height: 742 }, colorScheme, reducedMotion: 'reduce' });
  await tab.goto(page);
  await tab.waitForTimeout(1500); // the charts are drawn
  await tab.screenshot({ path: `docs/images/report-${colorScheme}.png` });
}
await browser.close();
