import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { repositoryUrl, setRepository } from '../../set-repository.mjs';

const temp = mkdtempSync(join(tmpdir(), 'set-repository-test-'));
afterAll(() => rmSync(temp, { recursive: true, force: true }));

test('the repository of a job', () => {
  const job = { GITHUB_SERVER_URL: 'https://git.example', GITHUB_REPOSITORY: 'someone/some.thing' };
  expect(repositoryUrl(job)).toBe('git+https://git.example/someone/some.thing.git');
});

test.each([
  {},
  { GITHUB_REPOSITORY: 'a/b' },
  { GITHUB_SERVER_URL: 'https://git.example', GITHUB_REPOSITORY: 'a' },
  { GITHUB_SERVER_URL: 'https://git.example', GITHUB_REPOSITORY: 'a/b/c' },
  { GITHUB_SERVER_URL: 'http://git.example', GITHUB_REPOSITORY: 'a/b' },
])('refused: %o', (env) => {
  expect(() => repositoryUrl(env)).toThrow(/run by the release job alone/);
});

test('every public manifest names it, and keeps all else', async () => {
  const manifests = { a: { name: '@amnl/a', version: '1.0.0' }, b: { name: 'b', private: true } };
  for (const [folder, manifest] of Object.entries(manifests)) {
    mkdirSync(join(temp, 'packages', folder), { recursive: true });
    writeFileSync(join(temp, 'packages', folder, 'package.json'), JSON.stringify(manifest));
  }
  const read = (folder: string) => JSON.parse(readFileSync(join(temp, 'packages', folder, 'package.json'), 'utf8'));
  expect(await setRepository(temp, 'git+https://git.example/a/b.git')).toEqual(['@amnl/a']);
  expect(read('a')).toEqual({
    ...manifests.a,
    repository: { type: 'git', url: 'git+https://git.example/a/b.git', directory: 'packages/a' },
  });
  expect(read('b')).toEqual(manifests.b);
});
