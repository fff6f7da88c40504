// What a release of the core means for its plugins: they take any minor of their major, and are raised with the next one.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import getReleasePlan from '@changesets/get-release-plan';
import { expect, test } from 'vitest';
import { root } from '../src/release.mjs';

const CORE = '@amnl/core-loop';
const manifests = readdirSync(join(root, 'packages')).map((name) => `packages/${name}/package.json`);
const plugins = manifests
  .map((path) => JSON.parse(readFileSync(join(root, path), 'utf8')))
  .filter(({ peerDependencies }) => peerDependencies?.[CORE] !== undefined);

test('a plugin takes the core of one major: npm, pnpm and yarn complain about another', () => {
  for (const { name, peerDependencies } of plugins) expect(peerDependencies[CORE], name).toMatch(/^\^\d+\.\d+\.\d+$/);
});

test.each([
  ['minor', []],
  ['major', plugins.map(({ name }) => name)],
])('a %s of the core raises these plugins by a major: %j', async (type, raised) => {
  const folder = mkdtempSync(join(tmpdir(), 'amnl-versions-'));
  for (const path of ['package.json', 'pnpm-workspace.yaml', '.changeset/config.json', ...manifests])
    cpSync(join(root, path), join(folder, path));
  // Before the first release the core is 0.0.0, which its plugins do not take.
  const core = join(folder, 'packages/core-loop/package.json');
  const manifest = JSON.parse(readFileSync(core, 'utf8'));
  writeFileSync(core, JSON.stringify({ ...manifest, version: manifest.version.replace('0.0.0', '1.0.0') }));
  writeFileSync(join(folder, '.changeset', 'core.md'), `---\n"${CORE}": ${type}\n---\n\nA change.\n`);
  const { releases } = await getReleasePlan(folder);
  const majors = releases.filter((release) => release.type === 'major' && release.name !== CORE);
  expect(majors.map(({ name }) => name).sort()).toEqual(raised.sort());
  rmSync(folder, { recursive: true });
});
