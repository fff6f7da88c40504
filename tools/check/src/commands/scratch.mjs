// A folder beside the repository in which a page's commands run as in a fresh clone, with `amnl` on the path.
import { chmodSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { withoutColours } from '../../../run/without-colours.mjs';
import { root } from '../pages.mjs';

/** What pages name by its path in the repository. */
const SHARED = ['docs', 'examples', 'packages', 'tools'];

/**
 * Makes the folder of one page: the repository's scripts and folders, and what a reader has installed.
 * @param {string} folder
 */
export function makeScratch(folder) {
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  for (const name of SHARED) symlinkSync(join(root, name), join(folder, name), 'dir');
  for (const scope of ['@amnl', '@tensorflow'])
    symlinkSync(join(root, 'tools', 'check', 'node_modules', scope), join(folder, 'node_modules', scope), 'dir');
  const ajv = dirname(createRequire(join(root, 'packages', 'cli', 'package.json')).resolve('ajv/package.json'));
  symlinkSync(ajv, join(folder, 'node_modules', 'ajv'), 'dir');
}

/**
 * The environment of every command. Temporary files are below the folder, too.
 * @param {string} folder for the programs on the path
 * @param {string} data folder of the data
 * @returns {NodeJS.ProcessEnv}
 */
export function environment(folder, data) {
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary, { recursive: true });
  const amnl = join(folder, 'amnl');
  writeFileSync(
    amnl,
    `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'packages', 'cli', 'bin', 'amnl.mjs')}" "$@"\n`,
  );
  chmodSync(amnl, 0o755);
  const path = [folder, dirname(process.execPath), join(root, '.tools', 'node_modules', '.bin'), process.env['PATH']];
  return { ...withoutColours(process.env), PATH: path.join(delimiter), AMNL_DATA_DIR: data, TMPDIR: temporary };
}
