import { readdirSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder, without a slash at its end. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** Where the site is built. */
export const SITE = join(ROOT, 'docs', 'site');

// What a code host does not show (installed, built, hidden), and texts that are meant for another place.
const LEFT_OUT = /^(\..*|node_modules|dist|fixtures|templates?|runs|__pycache__)$/;

/**
 * Paths of the repository's own files, relative to `root`, with forward slashes and sorted.
 * @param {string} root
 * @returns {string[]}
 */
export function repositoryFiles(root) {
  /** @param {string} folder @returns {string[]} */
  const walk = (folder) =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (LEFT_OUT.test(entry.name) || path === join(root, 'docs', 'site')) return [];
      return entry.isDirectory() ? walk(path) : [relative(root, path).split(sep).join('/')];
    });
  return walk(root).sort();
}
