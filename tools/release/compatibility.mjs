// The tables of packages and of what goes with what, in README.md, before a release: `node tools/release/compatibility.mjs` writes
// them, `--check` only looks.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import releasePlan from '@changesets/get-release-plan';

/**
 * @typedef {import('./src/manifests.mjs').Manifest & { engines?: { node?: string }, description?: string }} PackageManifest
 * @typedef {ReadonlyMap<string, string>} Versions by name
 */

const BEGIN = '<!-- compatibility:begin -->';
const END = '<!-- compatibility:end -->';
const PACKAGES_END = '<!-- packages:end -->';
const CORE = '@amnl/core-loop';
const TFJS = '@tensorflow/tfjs-core';

// A CommonJS package: its default export lies in `default`, or is it, by how it is loaded.
const getReleasePlan = /** @type {typeof releasePlan} */ (/** @type {any} */ (releasePlan).default ?? releasePlan);

/**
 * changesets complains about every plugin before the first release: their peers ask for a core from 1.0.0 on, and the one that lies
 * here is 0.0.0. That is meant, and only that is kept quiet.
 * @template T @param {() => Promise<T>} body @returns {Promise<T>}
 */
async function quietly(body) {
  const { error } = console;
  console.error = (...args) => {
    if (!args.join(' ').includes('must depend on the current version of')) error(...args);
  };
  return body().finally(() => {
    console.error = error;
  });
}

/**
 * A range as it will be published.
 * @param {string} name @param {string} range @param {Versions} versions of our own packages after the next release
 * @param {Versions} catalog
 * @returns {string}
 * @throws where a workspace range cannot be told
 */
export function publishedRange(name, range, versions, catalog) {
  const of = (/** @type {Versions} */ known, /** @type {string} */ where) => {
    const version = known.get(name);
    if (version === undefined) throw new Error(`${name} has the range ${range}, but is not in ${where}`);
    return version;
  };
  if (range === 'catalog:') return of(catalog, 'the catalog of pnpm-workspace.yaml');
  const [, kind] = /^workspace:([\^~*])$/.exec(range) ?? [];
  if (kind !== undefined) return `${kind === '*' ? '' : kind}${of(versions, 'packages/')}`;
  return range.replace(/^workspace:/, '');
}

/**
 * @param {readonly PackageManifest[]} manifests of the published packages
 * @param {Versions} versions after the next release
 * @param {Versions} catalog
 * @param {ReadonlyMap<string, string>} settled rows of versions that the next release leaves alone, by name
 * @returns {string} a Markdown table, the core first
 */
export function compatibilityTable(manifests, versions, catalog, settled = new Map()) {
  const needs = (/** @type {PackageManifest} */ manifest, /** @type {string} */ name) => {
    const peer = manifest.peerDependencies?.[name];
    const range = peer ?? manifest.dependencies?.[name];
    if (range === undefined) return '–';
    return `\`${publishedRange(name, range, versions, catalog)}\`${peer === undefined ? ', brings it' : ''}`;
  };
  const row = (/** @type {PackageManifest} */ manifest) =>
    line([
      `\`${manifest.name}\``,
      versions.get(manifest.name) ?? manifest.version,
      needs(manifest, CORE),
      needs(manifest, TFJS),
      `\`${manifest.engines?.node ?? '*'}\``,
    ]);
  const rows = [...manifests]
    .sort((a, b) => Number(b.name === CORE) - Number(a.name === CORE) || (a.name < b.name ? -1 : 1))
    .map((manifest) => settled.get(manifest.name) ?? row(manifest));
  const header = ['package', 'version', `\`${CORE}\``, `\`${TFJS}\``, 'Node'];
  return [line(header), line(header.map(() => '---')), ...rows].join('\n');
}

/** @param {readonly string[]} cells */
const line = (cells) => `| ${cells.join(' | ')} |`;

/**
 * The rows of a table whose versions the next release leaves alone. What such a version needs was settled when it was
 * published: the core may have gone on since, and the workspace's ranges with it, but that version's has not.
 * @param {string} text with a table
 * @param {readonly PackageManifest[]} manifests
 * @param {ReadonlySet<string>} released names of packages that the next release raises
 * @returns {Map<string, string>} by name
 */
export function settledRows(text, manifests, released) {
  return new Map(
    manifests
      .filter(({ name }) => !released.has(name))
      .flatMap(({ name, version }) => {
        const found = text.split('\n').find((row) => row.startsWith(`| \`${name}\` | ${version} |`));
        return found === undefined ? [] : [/** @type {[string, string]} */ ([name, found])];
      }),
  );
}

/**
 * @param {string} text
 * @param {string} table
 * @returns {string} the text with the table between its markers
 * @throws where the markers are not there, once and in order
 */
export function withTable(text, table) {
  const [before, rest, ...more] = text.split(BEGIN);
  const [old, after, ...others] = rest?.split(END) ?? [];
  if (old === undefined || after === undefined || more.length > 0 || others.length > 0) {
    throw new Error(`README.md must have the lines ${BEGIN} and ${END}, each once and in this order`);
  }
  return `${before}${BEGIN}\n${table}\n${END}${after}`;
}

/**
 * @param {string} text of README.md
 * @param {readonly PackageManifest[]} manifests
 * @returns {string} the text with a row of the table of packages for each that it does not link yet, in its manifest's words
 */
export function withPackages(text, manifests) {
  const rows = manifests
    .map(({ name, description = '' }) => ({ folder: name.replace(/^.*\//, ''), what: description.replace(/\.$/, '') }))
    .filter(({ folder }) => !text.includes(`](packages/${folder})`))
    .map(({ folder, what }) => `| [\`${folder}\`](packages/${folder}) | ${what} |\n`);
  return text.replace(PACKAGES_END, () => rows.join('') + PACKAGES_END);
}

/**
 * Versions in the catalog.
 * @param {string} text of pnpm-workspace.yaml @returns {Map<string, string>}
 */
export function readCatalog(text) {
  const [, block = ''] = /^catalog:\n((?: {2}.*\n?)*)/m.exec(text) ?? [];
  return new Map(
    [...block.matchAll(/^ {2}"?([^":\s]+)"?: (\S+)$/gm)].map(([, name = '', version = '']) => [name, version]),
  );
}

/**
 * README.md as it is and as it should be.
 * @param {string} root of the repository
 * @returns {Promise<{ path: string, found: string, wanted: string }>}
 */
export async function readmeWithTable(root) {
  const folders = await readdir(join(root, 'packages'));
  /** @type {(PackageManifest & { private?: boolean })[]} */
  const all = await Promise.all(
    folders.map(async (name) => JSON.parse(await readFile(join(root, 'packages', name, 'package.json'), 'utf8'))),
  );
  const manifests = all.filter((manifest) => !manifest.private);
  const { releases } = await quietly(() => getReleasePlan(root));
  const versions = new Map(manifests.map(({ name, version }) => [name, version]));
  for (const { name, newVersion } of releases) if (versions.has(name)) versions.set(name, newVersion);
  // A changeset of type none names a package that keeps its version.
  const released = new Set(releases.filter(({ type }) => type !== 'none').map(({ name }) => name));
  const catalog = readCatalog(await readFile(join(root, 'pnpm-workspace.yaml'), 'utf8'));
  const path = join(root, 'README.md');
  const found = await readFile(path, 'utf8');
  const settled = settledRows(found.split(BEGIN)[1] ?? '', manifests, released);
  const wanted = withTable(withPackages(found, manifests), compatibilityTable(manifests, versions, catalog, settled));
  return { path, found, wanted };
}

/** @param {readonly string[]} args @returns {Promise<number>} exit code */
async function main(args) {
  if (args.some((arg) => arg !== '--check')) {
    process.stderr.write('usage: node tools/release/compatibility.mjs [--check]\n');
    return 2;
  }
  const { path, found, wanted } = await readmeWithTable(fileURLToPath(new URL('../../', import.meta.url)));
  if (found === wanted) return 0;
  if (args.length > 0) {
    process.stderr.write(
      'The table of versions in README.md is out of date: run `node tools/release/compatibility.mjs`.\n',
    );
    return 1;
  }
  await writeFile(path, wanted);
  process.stdout.write('README.md has its new table of versions.\n');
  return 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.exitCode = await main(process.argv.slice(2)).catch((error) => {
    process.stderr.write(`${error.message}\n`);
    return 1;
  });
}
