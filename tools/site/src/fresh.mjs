import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryFiles } from './repository.mjs';

/**
 * Whether a site is there and younger than every file that it could have been made from.
 * @param {string} root
 * @param {string} site
 */
export function isFresh(root, site) {
  const front = join(site, 'index.html');
  if (!existsSync(front)) return false;
  const built = statSync(front).mtimeMs;
  return repositoryFiles(root).every((path) => statSync(join(root, path)).mtimeMs < built);
}
