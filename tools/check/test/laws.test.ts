// What holds across packages, and no linter knows. Laws about single files stand in biome.json.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packages, root, sources } from './laws-packages.js';

const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');
const filesOf = new Map(
  packages.map((name) => [
    name,
    sources(join(root, 'packages', name, 'src')).map((path) => ({ path, text: readFileSync(path, 'utf8') })),
  ]),
);

/** Names in the lists that a package's index files export. */
function exportsOf(name: string): Set<string> {
  const lists = filesOf
    .get(name)!
    .filter(({ path }) => /(^|[\\/])index\.ts$/.test(path))
    .flatMap(({ text }) => [...text.matchAll(/export (?:type )?\{([^}]*)\}/g)].flatMap(([, list]) => list!.split(',')));
  return new Set(lists.map((entry) => entry.replace(/\btype\b| as .*/g, '').trim()));
}

describe.each(packages)('%s', (name) => {
  test('is an ES module for Node 20.19, with a licence, keywords and what is published', () => {
    expect(JSON.parse(read('packages', name, 'package.json'))).toMatchObject({
      name: name === 'create-amnl-plugin' ? name : `@amnl/${name}`, // `npm create x` looks for create-x
      type: 'module',
      license: 'Apache-2.0',
      engines: { node: '>=20.19' },
      keywords: expect.arrayContaining([expect.any(String)]),
      files: expect.arrayContaining(['dist', 'README.md', 'CHANGELOG.md']),
      publishConfig: { access: 'public' },
      sideEffects: expect.anything(), // false, or the files that act: held by tools/release/test/side-effects.test.ts
    });
  });

  test('is found as a plugin, if it exports one', () => {
    const made = filesOf
      .get(name)!
      .flatMap(({ text }) => [...text.matchAll(/^export function (\w+)\(.*\): Plugin \{$/gm)]);
    const exported = exportsOf(name);
    const { keywords, peerDependencies } = JSON.parse(read('packages', name, 'package.json'));
    if (peerDependencies?.['@amnl/core-loop'] === undefined || !made.some(([, maker]) => exported.has(maker!))) return;
    expect(keywords).toContain('amnl-plugin');
  });

  test('has a README with the six headings', () => {
    expect([...read('packages', name, 'README.md').matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual([
      ...['What it does', 'Install', 'Smallest use', 'Options', 'In the loop', 'Departures and references'],
    ]);
  });

  test('tests that an option it does not know is refused', () => {
    const takes = ({ path, text }: { path: string; text: string }) =>
      /index\.ts$/.test(path) && /\b[A-Z]\w*Options\b/.test(text);
    if (name === 'create-amnl-plugin' || !filesOf.get(name)!.some(takes)) return; // all of its options are demanded by type
    const tests = sources(join(root, 'packages', name, 'src'), /\.test\.ts$/).map((path) => readFileSync(path, 'utf8'));
    expect(tests.some((text) => text.includes("unknown option '"))).toBe(true);
  });

  test('documents every public symbol', () => {
    const files = filesOf.get(name)!;
    const exported = exportsOf(name);
    const bare = /^(?!.*\*\/$).*\nexport (?:abstract |async )?(?:function\*?|interface|const|class|type|enum) (\w+)/gm;
    const undocumented = files.flatMap(({ text }) => [...`\n${text}`.matchAll(bare)].map(([, symbol]) => symbol!));
    expect(undocumented.filter((symbol) => exported.has(symbol))).toEqual([]);
  });
});

test('docs/errors.md lists exactly the codes that are used', () => {
  // a code counts where an expression has it: neither in comments, nor in types (`| 'X'`) or comparisons, nor as a key of a table
  const use = /(?<!\|\s*|[!=]==\s*)['(]([A-Z]{2,3}_[A-Z_]+)[')]/g;
  const used = [...filesOf.values()].flat().flatMap(({ text }) => {
    const code = text.replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
    return [...code.matchAll(use)].map(([, name]) => name!);
  });
  const documented = [...read('docs', 'errors.md').matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name!);
  const prefixes = new Set(documented.map((name) => name.split('_')[0]));
  const codes = new Set(used.filter((name) => prefixes.has(name.split('_')[0])));
  expect(documented.sort()).toEqual([...codes].sort());
});

test('docs/dependencies.md lists exactly the dependencies and peers of others, each with its licence and what it is for', () => {
  const page = read('docs', 'dependencies.md');
  const manifests = packages.map((name) => JSON.parse(read('packages', name, 'package.json')));
  const named = manifests.flatMap(({ dependencies, optionalDependencies, peerDependencies }) =>
    Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies }),
  );
  const foreign = [...new Set(named)].filter((name) => !name.startsWith('@amnl/')).sort();
  const rows = [...page.matchAll(/^\| `([^`]+)` \| ([^|]+) \|/gm)];
  expect(rows.map(([, name]) => name)).toEqual(foreign);
  for (const [, name, licence] of rows) {
    expect(page.split('\n## ')[1]).toContain(`**\`${name}\`**`);
    const installed = packages
      .map((user) => join('packages', user, 'node_modules', name!, 'package.json'))
      .find((path) => existsSync(join(root, path)));
    if (installed !== undefined) expect(JSON.parse(read(installed)), name).toMatchObject({ license: licence });
  }
});

test.each(readdirSync(join(root, '.github', 'workflows')))(
  '%s: foreign actions are pinned, rights are named',
  (name) => {
    const workflow = read('.github', 'workflows', name);
    const used = [...workflow.matchAll(/^[ -]*uses: *(.*?) *$/gm)].map(([, action]) => action!);
    // a commit, which nobody can move, with its version for people
    expect(used.filter((action) => !/^[\w-]+(\/[\w-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([]);
    expect(workflow).toMatch(/^permissions:( \{\}|\n {2}contents: read)\n(?! )/m);
    expect(workflow).not.toMatch(/pull_request_target|write-all|: *write *$/m); // a right to write has its reason beside it
  },
);

test('nothing is published before the tests have passed, nor without provenance', () => {
  const [job] = /^ {2}release:\n(?: {4}.*\n|\n)*/m.exec(read('.github', 'workflows', 'release.yml')) ?? [];
  expect(job).toMatch(/^ {4}needs: test$/m);
  expect(job).toMatch(/^ {10}NPM_CONFIG_PROVENANCE: true$/m);
});
