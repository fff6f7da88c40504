import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Texts by path, with `/` on every system. */
export type Files = Readonly<Record<string, string>>;

/** The template package: a working plugin called `gradient-noise`. */
const folder = fileURLToPath(new URL('../template', import.meta.url));

/** Every file of the template, `licenses/` included. */
export function readTemplate(): Files {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    paths
      .map((path) => [path.slice(folder.length + 1).replaceAll('\\', '/'), readFileSync(path, 'utf8')] as const)
      .sort(),
  );
}
