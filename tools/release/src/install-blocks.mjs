// The install commands that the documents give.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {object} InstallCommand
 * @property {string} file relative to the repository
 * @property {number} line one-based
 * @property {string[]} packages as they stand there, e.g. `@amnl/ema`, `vite@8`
 */

/**
 * Every line that starts with `npm install ` in a block of `sh` and names a package.
 * @param {string} text of a Markdown page
 * @param {string} file its name, for the report
 * @returns {InstallCommand[]}
 */
export function installCommands(text, file) {
  let inside = false;
  return text.split('\n').flatMap((line, i) => {
    if (/^\s*```/.test(line)) {
      inside = !inside && /^\s*```sh\s*$/.test(line);
      return [];
    }
    if (!inside || !line.startsWith('npm install ')) return [];
    const words = line
      .replace(/\s#.*$/, '')
      .trim()
      .split(/\s+/)
      .slice(2);
    const packages = words.filter((word) => !word.startsWith('-'));
    return packages.length === 0 ? [] : [{ file, line: i + 1, packages }];
  });
}

/** The pages that tell users what to install. @param {string} root @returns {string[]} relative paths */
export function pages(root) {
  const packages = readdirSync(join(root, 'packages')).map((name) => join('packages', name, 'README.md'));
  const docs = readdirSync(join(root, 'docs')).map((name) => join('docs', name));
  return ['README.md', ...packages, ...docs.filter((name) => name.endsWith('.md'))].sort();
}

/** Every install command of the repository's pages. @param {string} root @returns {InstallCommand[]} */
export function allInstallCommands(root) {
  return pages(root).flatMap((file) => {
    const text = readIfThere(join(root, file));
    return text === undefined ? [] : installCommands(text, file);
  });
}

/** @param {string} path */
function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** The package of `@scope/name@range` or `name@range`. @param {string} word @returns {string} */
export const packageName = (word) => /^(@[^/]+\/)?[^@]+/.exec(word)?.[0] ?? word;
