// Bundles the page, looks for what belongs to Node, and opens it in the Chromium that CHROMIUM names.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { build, preview } from 'vite';

const warnings = [];
const note = (message) => warnings.push(String(message));
const customLogger = {
  info() {},
  warn: note,
  warnOnce: note,
  error: note,
  clearScreen() {},
  hasErrorLogged: () => false,
  hasWarned: false,
};
await build({ customLogger, build: { target: 'es2022', chunkSizeWarningLimit: 10_000 } });
const external = warnings.filter((message) => /externaliz/i.test(message));
assert.deepEqual(external, [], 'Node built-ins in the bundle');

const assets = (await readdir('dist/assets')).filter((name) => name.endsWith('.js'));
const names = builtinModules
  .filter((name) => !name.startsWith('_'))
  .join('|')
  .replaceAll('/', '\\/');
const imported = new RegExp(
  `(?:from|import|import\\(|require\\()\\s*["'\`](?:node:[^"'\`]+|${names})["'\`]|__vite-browser-external`,
);
for (const name of assets) {
  const found = imported.exec(await readFile(`dist/assets/${name}`, 'utf8'));
  assert.equal(found?.[0], undefined, `${name} asks for a Node built-in`);
}

const { chromium } = (await import(process.env.PLAYWRIGHT_CORE)).default;
const server = await preview({ customLogger, preview: { host: '127.0.0.1', port: 0 } });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
try {
  const page = await browser.newPage();
  const failed = new Promise((_, reject) => {
    page.on('console', (message) => message.type() === 'error' && reject(new Error(`console: ${message.text()}`)));
    page.on('pageerror', reject);
  });
  await page.goto(server.resolvedUrls.local[0]);
  const done = () => document.querySelector('#result').textContent !== 'training';
  await Promise.race([failed, page.waitForFunction(done, undefined, { timeout: 120_000 })]);
  const { backend, first, last } = JSON.parse(await page.textContent('#result'));
  assert.ok(last < first / 10, `the loss falls: ${first} → ${last}`);
  console.log(`${assets.length} scripts; on ${backend}, loss ${first.toFixed(3)} → ${last.toFixed(5)}`);
} finally {
  await browser.close();
  await new Promise((resolve) => server.httpServer.close(resolve));
}
