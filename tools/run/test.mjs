// npm test: gets what is missing, builds, checks types, lints, tests, and adds up the counts of all packages.
// --fast, for further Node versions: the tests alone, without those that start browsers, terminals and trainings.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { prepare, root, run, say } from './setup.mjs';

const fast = process.argv.includes('--fast');
const slow = '@amnl/cli,@amnl/report,@amnl/tensorboard,@amnl-tools/*,@amnl-examples/*';
const ofTheRepository = ['tools/run', 'tools/vitest', 'package.json', 'nx.json', 'biome.json', 'vitest.config.ts'];
const started = Date.now();
await prepare();

// Counts of an earlier run must not be added up again: nx brings back those of tasks it has in its cache.
const results = ['packages', 'examples', 'tools']
  .filter((folder) => existsSync(join(root, folder)))
  .flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(root, folder, name, '.results')));
for (const folder of results) rmSync(folder, { recursive: true, force: true });

say(
  `${fast ? 'build and quick tests' : 'build, types, lint and tests of every package'} (cached by nx where nothing changed)`,
);
const what = fast ? ['build,test', `--exclude=${slow}`] : ['build,typecheck,lint,test'];
const code = await run('nx', ['run-many', '-t', ...what, '--outputStyle=static', '--nxBail=false']);
if (!fast) say('lint of the repository itself');
const lint = fast ? 0 : await run('biome', ['check', ...ofTheRepository]);

const total = { passed: 0, failed: 0, skipped: 0 };
for (const folder of results) {
  const file = join(folder, 'summary.json');
  if (!existsSync(file)) continue;
  const counts = JSON.parse(readFileSync(file, 'utf8'));
  for (const key of Object.keys(total)) total[key] += counts[key];
}
const ok = code === 0 && lint === 0 && total.failed === 0;
say(`${ok ? 'all is well' : 'something failed, see above'} after ${Math.round((Date.now() - started) / 1000)} s`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = ok ? 0 : code || lint || 1;
