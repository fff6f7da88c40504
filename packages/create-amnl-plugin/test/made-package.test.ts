// What is made type-checks against the built core and passes its own tests: beside this package, where it finds both.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseName, pluginFiles, withVersions } from '../src/index.js';
import { writeFolder } from '../src/write-folder.js';

const here = fileURLToPath(new URL('..', import.meta.url));
/** A plain name, a word of JavaScript, a function of the template, hyphens with digits, the longest. */
const NAMES = ['swa', 'delete', 'normal', 'a-1-b2', 'x'.repeat(202)] as const;
const VERSIONS = Object.fromEntries(
  ['@amnl/core-loop', '@tensorflow/tfjs', '@tensorflow/tfjs-core', 'typescript', 'vitest'].map((name) => [
    name,
    '1.0.0',
  ]),
);

let temp = '';
beforeAll(() => {
  temp = mkdtempSync(join(here, '.scratch-'));
  for (const typed of NAMES) {
    const name = parseName(typed);
    const manifest = (own: Parameters<typeof withVersions>[0]) => withVersions(own, VERSIONS);
    writeFolder(join(temp, name.folder), pluginFiles({ name, licence: 'MIT', year: 2026, manifest }));
  }
});
afterAll(() => rmSync(temp, { recursive: true, force: true }));

/** Runs a program of the workspace; what it printed, also where it failed. */
async function run(program: string, args: readonly string[], cwd: string) {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_ENV|TEST$)/.test(name)),
  );
  return promisify(execFile)(program, [...args], { cwd, env, shell: process.platform === 'win32' }).then(
    ({ stdout }) => ({ ok: true, output: stdout }),
    (error: { stdout: string; stderr: string }) => ({ ok: false, output: error.stdout + error.stderr }),
  );
}

it.each(NAMES)('%s type-checks', async (name) => {
  const args = ['-p', 'tsconfig.json'];
  expect(await run('tsc', args, join(temp, name))).toEqual({ ok: true, output: '' });
});

it('a type error would be seen', async () => {
  writeFileSync(join(temp, 'swa', 'src', 'wrong.ts'), "import { swa } from './index.js';\nswa({ etta: 1 });\n");
  const { ok, output } = await run('tsc', ['-p', 'tsconfig.json'], join(temp, 'swa'));
  rmSync(join(temp, 'swa', 'src', 'wrong.ts'));
  expect(ok).toBe(false);
  expect(output).toContain("'etta' does not exist");
});

it.each(['normal', 'delete'])('%s passes its tests', async (name) => {
  const args = ['run', '--config', join(here, '..', '..', 'vitest.config.ts'), '--root', '.'];
  const { ok, output } = await run('vitest', args, join(temp, name));
  expect(output).toContain('11 passed, 0 failed, 0 skipped');
  expect(ok).toBe(true);
});
