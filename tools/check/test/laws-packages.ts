import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../src/pages.mjs';

export { root };

/** Folder names of all packages. */
export const packages = readdirSync(join(root, 'packages')).filter((name) =>
  existsSync(join(root, 'packages', name, 'package.json')),
);

/** Paths of all TypeScript files below a folder: `which` of them, by default all but tests. Fixtures are left out. */
export const sources = (folder: string, which = /^(?!.*\.test(-d)?\.ts$).*\.ts$/): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => which.test(path) && !path.includes('fixtures'))
    .map((path) => join(folder, path));
