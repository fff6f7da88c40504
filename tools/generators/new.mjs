// pnpm new plugin NAME: a plugin as a package of this repository, installed. Nothing but its folder and the lock file changes.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { must, root } from '../run/setup.mjs';

/** @param {string} message @returns {never} */
function refuse(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

const [kind, given = '-', ...more] = process.argv.slice(2);
if (kind !== 'plugin' || given.startsWith('-') || more.length > 0)
  refuse('usage: pnpm new plugin NAME, e.g. pnpm new plugin gradient-noise');

if (!existsSync(join(root, 'node_modules/nx'))) refuse('The dependencies are not installed. Run pnpm install first');

// The template's code is create-amnl-plugin's, and Node runs it built.
await must('nx', ['run', 'create-amnl-plugin:build', '--outputStyle=static'], { stdio: ['inherit', 'ignore', 2] });
const { pluginPackage } = await import('./plugin.mjs');
const core = JSON.parse(readFileSync(join(root, 'packages/core-loop/package.json'), 'utf8'));
const { folder, files } = (() => {
  try {
    return pluginPackage(given, core.version);
  } catch (error) {
    return refuse(/** @type {Error} */ (error).message);
  }
})();
const place = `packages/${folder}`;
if (existsSync(join(root, place))) refuse(`${place} exists already. Choose another name`);
for (const [path, text] of Object.entries(files)) {
  mkdirSync(dirname(join(root, place, path)), { recursive: true });
  writeFileSync(join(root, place, path), text);
}
// Another name is another length: lines break elsewhere.
await must('biome', ['check', '--write', place]);
await must('pnpm', [
  'install',
  '--no-frozen-lockfile',
  '--prefer-offline',
  '--reporter=append-only',
  '--loglevel=warn',
]);
console.log(`\nMade ${place}. Next:\n\n  pnpm exec nx run-many -t build,typecheck,lint,test -p @amnl/${folder}`);
