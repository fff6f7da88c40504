import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './laws-packages.js';

const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');
const workflows = readdirSync(join(root, '.github', 'workflows'));

/** A job of a workflow: its lines, up to the next key of the same depth. There is no YAML parser among the dependencies. */
function job(workflow: string, name: string): string {
  const [, lines] = new RegExp(`^ {2}${name}:\\n((?: {4}.*\\n| *#.*\\n|\\n)*)`, 'm').exec(workflow) ?? [];
  expect(lines, `job ${name}`).toBeDefined();
  return lines!.replaceAll(/ +#.*$/gm, '');
}

test('the release job asks for provenance, and for no right besides those it needs', () => {
  const release = read('.github', 'workflows', 'release.yml');
  expect(release).toMatch(/^permissions: \{\}$/m);
  const publishing = job(release, 'release');
  const [, permissions] = /^ {4}permissions:\n((?: {6}.*\n)*)/m.exec(publishing)!;
  expect(permissions!.trim().split(/\n */).sort()).toEqual([
    'contents: write',
    'id-token: write',
    'pull-requests: write',
  ]);
  expect(publishing).toMatch(/^ {10}NPM_CONFIG_PROVENANCE: true$/m);
  expect(publishing).toMatch(/^ {10}publish: bash \.github\/publish\.sh$/m);
  expect(publishing).toMatch(/^ {10}version: npm run release:version$/m);
});

test('nothing is published before the tests have passed', () => {
  const release = read('.github', 'workflows', 'release.yml');
  expect(job(release, 'release')).toMatch(/^ {4}needs: test$/m);
  expect(job(release, 'test')).toMatch(/^ {6}- run: npm test$/m);
  expect(job(release, 'test')).not.toMatch(/write/);
});

test('publishing: the repository is named, the tarballs are checked, and then they go', () => {
  const commands = ['tools/release/set-repository.mjs', 'tools/release/tarballs/check.mjs', 'changeset publish'];
  const script = read('.github', 'publish.sh');
  expect(script).toMatch(/^set -euo pipefail$/m);
  const places = commands.map((command) => script.lastIndexOf(command));
  expect(Math.min(...places)).toBeGreaterThan(0);
  expect(places).toEqual([...places].sort((a, b) => a - b));
});

test('CI runs what a clean clone runs, on every Node that is promised', () => {
  const ci = read('.github', 'workflows', 'ci.yml');
  expect(job(ci, 'ci')).toMatch(/node-version: 20\n\s+- run: \.ci\/run$/m);
  expect(job(ci, 'tests')).toMatch(/node: \[22, 24\]/);
  expect(job(ci, 'tests')).toMatch(/- run: npm test$/m);
});

test.each(workflows)('%s: actions have a version, and strangers’ pull requests get no secrets', (name) => {
  const text = read('.github', 'workflows', name);
  const used = [...text.matchAll(/uses: (\S+)/g)].map(([, action]) => action!);
  expect(used.length).toBeGreaterThan(0);
  expect(used.filter((action) => !/^[\w-]+\/[\w-]+@(v\d+|[0-9a-f]{40})$/.test(action))).toEqual([]);
  expect(text).not.toContain('pull_request_target');
});

test.each(['SECURITY.md', 'CODE_OF_CONDUCT.md', 'docs/dependencies.md'])('%s links to files that exist', (page) => {
  const links = [...read(page).matchAll(/\]\(([^)#]+)\)/g)].map(([, target]) => target!);
  const missing = links.filter((target) => !existsSync(join(root, page, '..', target)));
  expect(missing).toEqual([]);
});
