// The bundled page has no trace of Node, and trains in the Chromium that CHROMIUM names.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { preview } from 'vite';

for (const name of readdirSync('page/dist/assets')) {
  const script = readFileSync(`page/dist/assets/${name}`, 'utf8');
  assert.doesNotMatch(script, /__vite-browser-external|["'`]node:/, `${name} asks for a Node built-in`);
}
const { chromium } = (await import(process.env.PLAYWRIGHT_CORE)).default;
const server = await preview({ root: 'page', preview: { host: '127.0.0.1', port: 0 } });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  const page = await browser.newPage();
  page.on('console', (message) => console.log(message.text()));
  page.on('pageerror', (error) => console.error(error));
  await page.goto(server.resolvedUrls.local[0]);
  await page.waitForSelector('#result:not(:empty)', { state: 'attached', timeout: 120_000 });
  console.log(await page.textContent('#result'));
} finally {
  await browser.close();
  await server.close();
}
