import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { run, StepFailed, stopAll } from '../../run/command.mjs';
import { makeLedger } from '../src/jobs.mjs';

const cwd = fileURLToPath(new URL('..', import.meta.url));
const node = (...args: string[]) => [process.execPath, ...args];

test('a command that fails says which one, how, and its last lines', async () => {
  const failing = run(node('-e', 'for (let i = 0; i < 40; i++) console.log("line", i); process.exit(3)'), { cwd });
  const error = await failing.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(StepFailed);
  expect((error as Error).message).toMatch(/ended with exit code 3; its last lines:\n {4}line 15\n/);
  expect((error as Error).message).toMatch(/line 39$/);
});

test('a program that is not there is a failure, not a crash', async () => {
  await expect(run(['no-such-program'], { cwd })).rejects.toThrow(/exit code 127/);
});

test('what a command started is stopped with it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'amnl-stopped-'));
  const started = join(folder, 'started');
  const child = 'setInterval(() => {}, 1000)';
  const parent = `const { pid } = require("child_process").spawn(process.execPath, ["-e", "${child}"]); console.log(pid);
    require("fs").writeFileSync(${JSON.stringify(started)}, ""); ${child}`;
  const running = run(node('-e', parent), { cwd, mayFail: true });
  await expect.poll(() => existsSync(started), { timeout: 240_000 }).toBe(true);
  stopAll();
  const pid = Number((await running).stdout);
  expect(pid).toBeGreaterThan(0);
  await expect
    .poll(
      () =>
        spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
          .stdout.trim()
          .replace(/^Z.*/, ''),
      {
        timeout: 240_000,
      },
    )
    .toBe('');
  rmSync(folder, { recursive: true });
});

test('one failure is recorded and the rest goes on', async () => {
  const said: string[] = [];
  const ledger = makeLedger((line) => said.push(line));
  await ledger.record({ name: 'a', manager: 'npm', node: '20' }, () => Promise.reject(new StepFailed('broken')));
  await ledger.record({ name: 'b', manager: 'npm', node: '20' }, async () => 'fine');
  expect(ledger.results.map(({ name, state }) => [name, state])).toEqual([
    ['a', 'failed'],
    ['b', 'passed'],
  ]);
  expect(said.join('\n')).toContain('broken');
});

test('a kept rehearsal that is not there is told in a sentence', () => {
  const { status, stderr } = spawnSync(process.execPath, ['rehearse.mjs', '--reuse', '/not-there'], {
    cwd,
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: '/not-there holds no rehearsal: make one with --keep, which says where it lies\n',
  });
});

test('a bad flag ends with exit code 2 and a sentence, before anything is started', () => {
  const { status, stderr, stdout } = spawnSync(process.execPath, ['rehearse.mjs', '--only', 'nobody'], {
    cwd,
    encoding: 'utf8',
  });
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^--only: 'nobody' is not one of plain-js, /);
});
