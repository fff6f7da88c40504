// node bench/open.mjs FILE.html … : how large each page is, and when the last chart of the window was drawn after it was
// opened from its file, in Chromium at 1280 × 900. One JSON line a page: milliseconds of five openings, the first in a new browser.
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { LAUNCH } from '../../../tools/vitest/chromium.mjs';

for (const file of process.argv.slice(2)) {
  const browser = await chromium.launch(LAUNCH);
  const ms = [];
  for (let i = 0; i < 5; i++) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    await context.addInitScript(() => {
      const drawn = new MutationObserver(() => (window.lastChart = performance.now()));
      drawn.observe(document, { subtree: true, attributes: true, attributeFilter: ['data-points'] });
    });
    const page = await context.newPage();
    await page.goto(pathToFileURL(resolve(file)).href);
    await page.waitForTimeout(1500);
    ms.push(Math.round(await page.evaluate(() => window.lastChart)));
    await context.close();
  }
  await browser.close();
  console.log(JSON.stringify({ file, bytes: statSync(file).size, ms }));
}
