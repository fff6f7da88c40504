// Every install command of the documents, followed to the letter in an empty project.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../run/command.mjs';
import { allInstallCommands, packageName } from './install-blocks.mjs';
import { inParallel } from './jobs.mjs';
import { addPackages } from './managers.mjs';

/** @typedef {import('./rehearsal.mjs').Rehearsal} Rehearsal */

/** Imports every package given; those without an index must at least be found. */
const IMPORT_ALL = `
import { createRequire } from 'node:module';
const require = createRequire(process.cwd() + '/index.js');
for (const name of process.argv.slice(2)) {
  const { exports, main } = require(name + '/package.json');
  if (exports?.['.'] || main) await import(name);
}
`;

/**
 * @param {Rehearsal} rehearsal
 */
export async function followInstallCommands({ ledger, temp, nodes, environment, width }) {
  const ofPages = allInstallCommands().filter(
    ({ file, packages }) =>
      !file.startsWith('examples/') && // copied-examples.mjs has those
      !packages.some((name) => name.startsWith('@tensorflow/tfjs-node')), // nothing to import until it is built: pnpm test:native
  );
  const commands = new Map(ofPages.map((command) => [[...command.packages].sort().join(' '), command]));
  const env = environment(/** @type {number} */ (nodes[0]));
  const jobs = [...commands.values()].map(({ file, line, packages }, i) => async () => {
    const cwd = join(temp, 'install-blocks', String(i));
    await mkdir(cwd, { recursive: true });
    await writeFile(join(cwd, 'package.json'), '{ "name": "empty", "private": true, "type": "module" }\n');
    await writeFile(join(cwd, 'import-all.mjs'), IMPORT_ALL);
    await ledger.record({ name: `${file}:${line}`, manager: 'npm', node: 'install' }, async () => {
      await run(addPackages('npm', packages), { cwd, env });
      await run(['node', 'import-all.mjs', ...packages.map(packageName)], { cwd, env });
      return packages.join(' ');
    });
  });
  await inParallel(jobs, width);
}
