// The pages that people read in this repository.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Folders with a README of their own. */
const SHELVES = ['packages', 'examples', 'tools'];

/** Every page, relative to the repository, with slashes: the root's, the guides, and the README of each package, example and tool. */
export const pages = [
  ...markdown('.'),
  ...markdown('docs').map((name) => `docs/${name}`),
  ...SHELVES.flatMap((shelf) => readdirSync(join(root, shelf)).map((name) => `${shelf}/${name}/README.md`)),
].filter((page) => existsSync(join(root, page)));

/** @param {string} folder @returns {string[]} names of its Markdown files */
function markdown(folder) {
  return readdirSync(join(root, folder)).filter((name) => name.endsWith('.md'));
}
