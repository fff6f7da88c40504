import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Manifest, manifestOf, packages, root } from './laws-packages.js';

/** What the page must say of a dependency, cell by cell. */
interface Facts {
  readonly version: string;
  readonly licence: string;
  readonly dependencyOf: string;
  readonly peerOf: string;
  readonly brings: string;
  readonly node: string;
}
interface Installed extends Manifest {
  readonly engines?: { readonly node?: string };
}

const page = readFileSync(join(root, 'docs', 'dependencies.md'), 'utf8');
const rows = new Map(
  [...page.matchAll(/^\| `([^`]+)` \|(.*)\|$/gm)].map(([, name, cells]) => {
    const [version, licence, dependencyOf, peerOf, brings, node] = cells!.split('|').map((cell) => cell.trim());
    return [name!, { version, licence, dependencyOf, peerOf, brings, node } as Facts];
  }),
);
const manifests = packages.filter((name) => !manifestOf(name).private).map((name) => [name, manifestOf(name)] as const);
const isForeign = (name: string) => !name.startsWith('@amnl/');
const foreign = [
  ...new Set(
    manifests.flatMap(([, { dependencies, optionalDependencies, peerDependencies }]) =>
      Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies }).filter(isForeign),
    ),
  ),
].sort();

/** The packages that name a dependency in a field of their manifest; `(optional)` behind those that do without it. */
function users(field: 'dependencies' | 'peerDependencies', dependency: string): string[] {
  return manifests.flatMap(([name, { [field]: named, optionalDependencies, peerDependenciesMeta }]) => {
    const optional =
      field === 'peerDependencies' ? peerDependenciesMeta?.[dependency]?.optional : optionalDependencies?.[dependency];
    if (optional) return [`${name} (optional)`];
    return named?.[dependency] === undefined ? [] : [name];
  });
}

/** A dependency's own manifest, where it is installed. */
function installed(dependency: string): Installed | undefined {
  const path = packages
    .map((name) => join(root, 'packages', name, 'node_modules', dependency, 'package.json'))
    .find((candidate) => existsSync(candidate));
  return path === undefined ? undefined : JSON.parse(readFileSync(path, 'utf8'));
}

test('docs/dependencies.md lists exactly the runtime dependencies and peers of others', () => {
  expect([...rows.keys()].filter((name) => foreign.includes(name)).sort()).toEqual(foreign);
  expect([...rows.keys()].filter((name) => !foreign.includes(name))).toEqual([]);
});

test.each(foreign)('%s: who uses it, and what its own manifest says', (dependency) => {
  const list = (names: readonly string[]) => (names.length === 0 ? '–' : names.join(', '));
  const peers = users('peerDependencies', dependency);
  const found = rows.get(dependency);
  expect(found).toMatchObject({ dependencyOf: list(users('dependencies', dependency)), peerOf: list(peers) });
  const own = installed(dependency);
  if (own === undefined) {
    // only what nobody needs may be missing here
    expect(users('dependencies', dependency)).toEqual([]);
    expect(peers.every((name) => name.endsWith('(optional)'))).toBe(true);
    expect(found?.version).toBe('not installed');
    return;
  }
  expect(found).toMatchObject({
    version: own.version,
    licence: own.license,
    brings: String(Object.keys(own.dependencies ?? {}).length),
    node: own.engines?.node ?? 'any',
  });
});

test.each(foreign)('%s: the page says what it is for', (dependency) => {
  expect(page.split('\n## ')[1]).toContain(`**\`${dependency}\`**`);
});
