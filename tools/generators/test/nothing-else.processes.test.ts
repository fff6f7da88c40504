// In a copy of the repository: a new plugin changes its folder and the lock file, and every law holds with it.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const copy = mkdtempSync(join(tmpdir(), 'amnl new plugin '));
afterAll(() => rmSync(copy, { recursive: true, force: true }));

// pnpm is in the folder of the original. nx has to take the copy for what it is, and vitest to run the quick tests.
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^NX_|^AMNL_TESTS$/.test(name)));
const PATH = [join(copy, 'node_modules/.bin'), join(root, '.tools/node_modules/.bin'), env['PATH']].join(delimiter);

/** The output of a command in the copy. Its exit code is 0, or the test fails with the output. */
function run(program: string, args: readonly string[], folder = '.'): string {
  try {
    const options = { cwd: join(copy, folder), env: { ...env, PATH, NX_NO_CLOUD: 'true' }, encoding: 'utf8' } as const;
    return execFileSync(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${program} ${args.join(' ')}:\n${stdout}${stderr}`);
  }
}

beforeAll(() => {
  const listed = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' });
  const paths = listed.split('\0').filter((path) => path !== '' && existsSync(join(root, path)));
  for (const path of paths) cpSync(join(root, path), join(copy, path));
  run('git', ['init', '--quiet']);
  run('git', ['add', '--all']);
  run('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.org', 'commit', '--quiet', '--message', 'as it is']);
  run('pnpm', ['install', '--frozen-lockfile', '--prefer-offline']);
  run('node', ['tools/generators/new.mjs', 'plugin', 'weight-tickler']);
});

test('its folder and the lock file have changed, and nothing else', () => {
  const status = run('git', ['status', '--porcelain']).trimEnd().split('\n');
  expect(status.sort()).toEqual([' M pnpm-lock.yaml', '?? packages/weight-tickler/']);
});

test('it builds, its types fit, its tests pass, and the style is ours', () => {
  run('nx', ['run-many', '-t', 'build,typecheck,test', '-p', '@amnl/weight-tickler', '--outputStyle=static']);
  run('biome', ['check', '.']);
});

test.each(['tools/check', 'tools/release', 'packages/core-loop'])('the laws of %s hold with it', (folder) => {
  run(
    'vitest',
    ['run', '--config', '../../vitest.config.ts', '--root', '.', ...(folder.startsWith('packages') ? ['laws'] : [])],
    folder,
  );
});
