// Writes dist/versions.json: the versions that this workspace is tested with, which become the new plugin's ranges. Run by the
// build and once more before packing, so that a tarball never names another core than the one released beside it.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NAMES = ['@amnl/core-loop', '@tensorflow/tfjs', '@tensorflow/tfjs-core', 'typescript', 'vitest'];

/** @param {string} folder of this package */
export function writeVersions(folder) {
  const versions = Object.fromEntries(NAMES.map((name) => [name, versionOf(name, folder)]));
  mkdirSync(join(folder, 'dist'), { recursive: true });
  writeFileSync(join(folder, 'dist', 'versions.json'), `${JSON.stringify(versions, null, 2)}\n`);
}

/**
 * The version that Node would find from `folder`; some packages do not export their manifest, so no `require.resolve`.
 * @param {string} name @param {string} folder @returns {string}
 */
function versionOf(name, folder) {
  const manifest = join(folder, 'node_modules', name, 'package.json');
  if (existsSync(manifest)) return JSON.parse(readFileSync(manifest, 'utf8')).version;
  if (dirname(folder) === folder) throw new Error(`${name} is not installed: run \`pnpm install\``);
  return versionOf(name, dirname(folder));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeVersions(fileURLToPath(new URL('..', import.meta.url)));
