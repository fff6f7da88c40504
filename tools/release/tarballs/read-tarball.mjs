// A tarball, unpacked, as the checks want to see it.
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** @typedef {import('./manifest-law.mjs').PublishedManifest} PublishedManifest */

/**
 * @typedef {object} Tarball
 * @property {string} file its name
 * @property {Buffer} bytes
 * @property {string} root folder of the unpacked package
 * @property {ReadonlyMap<string, Buffer>} files by path within the package, with `/`, in order
 * @property {PublishedManifest} manifest
 */

/**
 * Unpacks a tarball as npm and pnpm write it: everything below `package/`.
 * @param {string} folder of tarballs @param {string} file its name @param {string} temp folder to unpack into
 * @returns {Promise<Tarball>}
 */
export async function readTarball(folder, file, temp) {
  const target = join(temp, file.replace(/\.tgz$/, ''));
  await mkdir(target, { recursive: true });
  await promisify(execFile)('tar', ['-xzf', join(folder, file), '-C', target]);
  const root = join(target, 'package');
  const paths = (await readdir(root, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
  const files = new Map(
    await Promise.all(
      paths.map(async (path) => {
        /** @type {[string, Buffer]} */
        const entry = [path.replaceAll('\\', '/'), await readFile(join(root, path))];
        return entry;
      }),
    ),
  );
  const manifest = JSON.parse(files.get('package.json')?.toString() ?? '{}');
  return { file, bytes: await readFile(join(folder, file)), root, files, manifest };
}
