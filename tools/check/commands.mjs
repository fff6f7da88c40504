// Runs the commands and programs that the pages show, each page in a folder of its own: pnpm docs:commands [page …]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopAll } from '../run/command.mjs';
import { environment, makeScratch } from './src/commands/scratch.mjs';
import { pagesToRun, stepsOf } from './src/commands/steps.mjs';
import { dataFolder } from './src/data-folder.mjs';

/** Pages at a time; commands of one page come after each other. */
const LANES = 2;

const wanted = process.argv.slice(2);
if (wanted.includes('--help')) {
  console.log(
    `node tools/check/commands.mjs [page …]\n\nRuns what these pages show:\n${pagesToRun.map((page) => `  ${page}\n`).join('')}`,
  );
  process.exit(0);
}
const unknown = wanted.filter((page) => !pagesToRun.includes(page));
if (unknown.length > 0) {
  console.error(`there is nothing to run on ${unknown.join(', ')}. Pages with commands:\n  ${pagesToRun.join('\n  ')}`);
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'amnl-docs-'));
process.on('exit', () => {
  stopAll();
  rmSync(folder, { recursive: true, force: true });
});
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => process.exit(130));

const env = environment(join(folder, 'bin'), await dataFolder(join(folder, 'data')));
const queue = wanted.length > 0 ? wanted : [...pagesToRun];
const counts = { passed: 0, failed: 0, skipped: 0 };
await Promise.all(Array.from({ length: LANES }, lane));
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed > 0 ? 1 : 0;

async function lane() {
  for (let page = queue.shift(); page !== undefined; page = queue.shift()) await follow(page);
}

/** @param {string} page */
async function follow(page) {
  const cwd = join(folder, 'pages', page.replaceAll('/', '-'));
  makeScratch(cwd);
  for (const step of stepsOf(page)) {
    const { state, note, seconds, output = '' } = await step.do({ cwd, env });
    counts[state]++;
    const mark = { passed: '✓', failed: '✗', skipped: '–' }[state];
    console.log(`${mark} ${step.place}  ${step.what}${seconds === undefined ? '' : `  (${seconds.toFixed(1)} s)`}`);
    if (note !== undefined) console.log(`    ${note}`);
    if (state === 'failed') console.log(output.replace(/^/gm, '    '));
  }
}
