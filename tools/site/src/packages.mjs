import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {{ folder: string, name: string, built: boolean }} Package `folder` is relative to the repository
 */

/**
 * The published packages that have an entry point, in the order of the README's table; one missing there comes last.
 * @param {string} root
 * @returns {Package[]}
 */
export function publishedPackages(root) {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const order = [...readme.matchAll(/\]\((packages\/[\w-]+)\)/g)].map(([, folder]) => folder ?? '');
  return readdirSync(join(root, 'packages'))
    .map((name) => `packages/${name}`)
    .filter((folder) => existsSync(join(root, folder, 'src', 'index.ts')))
    .map((folder) => ({ folder, manifest: JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) }))
    .filter(({ manifest }) => manifest.private !== true)
    .map(({ folder, manifest }) => ({
      folder,
      name: manifest.name,
      built: existsSync(join(root, folder, 'dist', 'index.d.ts')),
    }))
    .sort((a, b) => place(order, a.folder) - place(order, b.folder) || a.folder.localeCompare(b.folder, 'en'));
}

/** @param {readonly string[]} order @param {string} folder */
const place = (order, folder) => (order.includes(folder) ? order.indexOf(folder) : order.length);
