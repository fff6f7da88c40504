// Writes the tables of packages and of versions in README.md, before versions are raised.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import getReleasePlan from '@changesets/get-release-plan';
import { root } from './src/release.mjs';

const TABLE = /(?<=<!-- compatibility:begin -->\n)[\s\S]*(?=\n<!-- compatibility:end -->)/;
const COLUMNS = ['@amnl/core-loop', '@tensorflow/tfjs-core'];

console.error = () => {}; // until the first release changesets complains that the core's 0.0.0 is not in ^1.0.0
const { releases } = await getReleasePlan(root);
const next = new Map(releases.map(({ name, newVersion }) => [name, newVersion]));

/** @param {string[]} cells */
const row = (cells) => `| ${cells.join(' | ')} |`;
const manifests = readdirSync(join(root, 'packages'))
  .map((folder) => JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8')))
  .filter((manifest) => !manifest.private);
const rows = manifests
  .sort((a, b) => Number(b.name === COLUMNS[0]) - Number(a.name === COLUMNS[0]) || a.name.localeCompare(b.name))
  .map(({ name, version, engines, dependencies = {}, peerDependencies = {} }) => {
    const needs = COLUMNS.map((other) =>
      peerDependencies[other] ? `\`${peerDependencies[other]}\`` : other in dependencies ? 'included' : '–',
    );
    return row([`\`${name}\``, next.get(name) ?? version, ...needs, `\`${engines.node}\``]);
  });
const header = ['package', 'version', ...COLUMNS.map((name) => `\`${name}\``), 'Node'];
const table = [row(header), row(header.map(() => '---')), ...rows].join('\n');

const path = join(root, 'README.md');
const readme = readFileSync(path, 'utf8');
if (!TABLE.test(readme)) throw new Error('README.md has no lines <!-- compatibility:begin --> and :end -->');
// A package that the README does not link yet gets a row, in its manifest's words.
const added = manifests
  .map(({ name, description }) => ({ folder: name.replace(/^.*\//, ''), what: description.replace(/\.$/, '') }))
  .filter(({ folder }) => !readme.includes(`](packages/${folder})`))
  .map(({ folder, what }) => `| [\`${folder}\`](packages/${folder}) | ${what} |\n`);
const end = '<!-- packages:end -->';
writeFileSync(
  path,
  readme.replace(TABLE, () => table).replace(end, () => added.join('') + end),
);
