// npm test: gets what is missing, builds, checks types, lints, tests, and adds up the counts of all packages.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepare, root, run, say } from './setup.mjs';

const started = Date.now();
await prepare();

say('build, types, lint and tests of every package (cached by nx where nothing changed)');
const code = await run('nx', [
  'run-many',
  '-t',
  'build',
  'typecheck',
  'lint',
  'test',
  '--outputStyle=static',
  '--nxBail=false',
]);

say('lint of the repository itself');
const lint = await run('biome', [
  'check',
  'tools/run',
  'tools/vitest',
  'package.json',
  'nx.json',
  'biome.json',
  'vitest.config.ts',
]);

const total = { passed: 0, failed: 0, skipped: 0 };
for (const folder of ['packages', 'examples', 'tools']) {
  if (!existsSync(join(root, folder))) continue;
  for (const name of readdirSync(join(root, folder))) {
    const file = join(root, folder, name, '.results', 'summary.json');
    if (!existsSync(file)) continue;
    const counts = JSON.parse(readFileSync(file, 'utf8'));
    for (const key of Object.keys(total)) total[key] += counts[key];
  }
}
const ok = code === 0 && lint === 0 && total.failed === 0;
say(`${ok ? 'all is well' : 'something failed, see above'} after ${Math.round((Date.now() - started) / 1000)} s`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = ok ? 0 : code || lint || 1;
