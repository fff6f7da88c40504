// A Python that has what a block needs.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../pages.mjs';

/** Where one may be, in order. */
const PYTHONS = [process.env['AMNL_PYTHON'], join(root, '.tools', 'python', 'bin', 'python'), 'python3'];

/** Modules that a program imports. @param {string} program @returns {string[]} */
export const modulesOf = (program) => [...program.matchAll(/^(?:import|from) (\w+)/gm)].map(([, name]) => name ?? '');

/** The first Python with all of `modules`; undefined where there is none. @param {readonly string[]} modules */
export function pythonWith(modules) {
  return PYTHONS.filter((path) => path !== undefined).find((path) => {
    if (path.includes('/') && !existsSync(path)) return false;
    try {
      execFileSync(path, ['-c', modules.map((name) => `import ${name}\n`).join('')], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}
