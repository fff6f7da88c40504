import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { followGuide } from '../../guide/follow.mjs';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
let temp = '';
beforeEach(() => (temp = mkdtempSync(join(tmpdir(), 'follow-'))));
afterEach(() => rmSync(temp, { recursive: true, force: true }));

function follow(...lines: string[]) {
  const folder = join(temp, 'project');
  mkdirSync(folder);
  writeFileSync(join(temp, 'page.md'), lines.join('\n'));
  return followGuide({ page: relative(root, join(temp, 'page.md')), folder, env: process.env });
}

const FILE = ['```js title="src/a.js"', 'console.log("first");', 'console.log("second");', '```'];

test('writes, runs and compares', async () => {
  const done = await follow(...FILE, '```sh', 'node src/a.js', '```', '```text', 'first', 'second', '```');
  expect(done).toBe('1 files written, 1 blocks of commands, 1 outputs compared');
  expect(readFileSync(join(temp, 'project', 'src', 'a.js'), 'utf8')).toContain('first');
});

test('what does not appear fails, with its place and what did', async () => {
  const following = follow(...FILE, '```sh', 'node src/a.js', '```', '```text', 'third', '```');
  await expect(following).rejects.toThrow(/page\.md:8` promises 'third', which is not there[\s\S]*second/);
});

test('a command that fails ends it, with its place and output', async () => {
  const following = follow('```sh', 'echo going', 'ls missing | cat', 'echo never', '```');
  await expect(following).rejects.toThrow(/page\.md:1: echo going[\s\S]*ended with exit code [12]; [\s\S]*going/);
  await expect(following).rejects.not.toThrow(/^ {4}never/m);
});
