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

/** An action as it must be named: by the commit, which nobody can move, with its version for people. */
const PINNED = /^[\w-]+(\/[\w-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
/** All that a workflow uses: actions, workflows and images of other people. */
const usedBy = (workflow: string) => [...workflow.matchAll(/^[ -]*uses: *(.*?) *$/gm)].map(([, action]) => action!);

test.each(workflows)('%s: actions are pinned by commit, and strangers’ pull requests get no secrets', (name) => {
  const text = read('.github', 'workflows', name);
  const used = usedBy(text);
  expect(used.length).toBeGreaterThan(0);
  expect(used.filter((action) => !PINNED.test(action))).toEqual([]);
  expect(text).not.toContain('pull_request_target');
});

test.each([
  'actions/checkout@v4',
  'actions/checkout@main',
  'actions/checkout@34e1148', // a short hash can be made to mean another commit
  'actions/checkout@34e114876b0b11c390a56381ad16ebd13914f8d5', // nobody sees which version that is
  'docker://alpine:3',
])('%s is not pinned', (action) => {
  expect(usedBy(`    steps:\n      - uses: ${action}\n`)).toEqual([action]);
  expect(action).not.toMatch(PINNED);
});

test.each(workflows)('%s: reads at most, unless a job says why it needs more', (name) => {
  const text = read('.github', 'workflows', name);
  const [, inline, block] = /^permissions:(.*)\n((?: {2}.*\n)*)/m.exec(text) ?? [];
  expect([inline!.trim(), block!.trim()]).toEqual(inline!.trim() === '{}' ? ['{}', ''] : ['', 'contents: read']);
  const rights = text.split('\n').filter((line) => /^ +[\w-]+: *write\b/.test(line));
  expect(rights.filter((line) => !/write # \w/.test(line))).toEqual([]);
  expect(text).not.toMatch(/write-all/);
});

test.each(['SECURITY.md', 'CODE_OF_CONDUCT.md', 'docs/dependencies.md'])('%s links to files that exist', (page) => {
  const links = [...read(page).matchAll(/\]\(([^)#]+)\)/g)].map(([, target]) => target!);
  const missing = links.filter((target) => !existsSync(join(root, page, '..', target)));
  expect(missing).toEqual([]);
});
