import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { lockRun } from './run-lock.js';

let folder: string;
let told = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'amnl lock '));
  told = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    told += String(text);
    return true;
  });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lockFile = () => join(folder, 'run.lock');
const write = (owner: unknown) => writeFileSync(lockFile(), typeof owner === 'string' ? owner : JSON.stringify(owner));

/** The number of a process that has just ended. */
async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '0']);
  await new Promise((done) => child.once('close', done));
  return child.pid!;
}

describe('lockRun', () => {
  test('takes the folder and gives it back', async () => {
    const release = await lockRun(folder);
    expect(JSON.parse(readFileSync(lockFile(), 'utf8'))).toMatchObject({ pid: process.pid, host: hostname() });
    release();
    release();
    expect(existsSync(lockFile())).toBe(false);
    (await lockRun(folder))();
  });

  test('refuses while its owner lives, naming it and what to do', async () => {
    const release = await lockRun(folder);
    await expect(lockRun(folder)).rejects.toThrow(
      new RegExp(`process ${process.pid} on .* is training in .*--out.*remove '.*run\\.lock'.*CLI_RUN_BUSY`),
    );
    expect(existsSync(lockFile())).toBe(true);
    release();
  });

  test('of two that come at the same time one gets it', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => lockRun(folder)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) if (outcome.status === 'fulfilled') outcome.value();
  });

  test('of many that would take over from one that is gone, one does', async () => {
    write({ pid: await deadProcess(), host: hostname(), began: null, id: 'x' });
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => lockRun(folder)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) if (outcome.status === 'fulfilled') outcome.value();
  });

  test('takes over from a process that is gone, and says so', async () => {
    const pid = await deadProcess();
    write({ pid, host: hostname(), began: null, id: 'x' });
    (await lockRun(folder))();
    expect(told).toContain(`process ${pid} on ${hostname()}, which was training this run, is gone`);
  });

  test.runIf(process.platform === 'linux')('takes over where the number belongs to a later process', async () => {
    write({ pid: process.pid, host: hostname(), began: '1', id: 'x' });
    (await lockRun(folder))();
    expect(told).toContain('is gone');
  });

  test.each(['', '{"pid":', 'null'])('takes over a lock that was cut off in mid-write: %j', async (text) => {
    write(text);
    (await lockRun(folder))();
  });

  test('on another machine it cannot be known: refused', async () => {
    write({ pid: 1, host: 'elsewhere', began: null, id: 'x' });
    await expect(lockRun(folder)).rejects.toThrow(/process 1 on elsewhere/);
  });

  test("does not remove a lock that is no longer its own, as after somebody's mistaken removal", async () => {
    const release = await lockRun(folder);
    write({ pid: 1, host: 'elsewhere', began: null, id: 'y' });
    release();
    expect(existsSync(lockFile())).toBe(true);
  });
});
