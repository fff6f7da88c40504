import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { amnl, TINY, temporaryFolder } from './amnl.js';
import { amnlHere } from './amnl-here.js';

const { path: folder, remove } = temporaryFolder();
const fleet = join(folder, 'fleet');
const disk = join(folder, 'disk');

const mount = (...args: string[]) => execFileSync('mount', args, { stdio: 'ignore' });

/** Only an administrator of Linux may mount. */
const mounted = (() => {
  mkdirSync(disk);
  try {
    mount('-t', 'tmpfs', 'tmpfs', disk);
    return true;
  } catch {
    return false;
  }
})();
afterAll(() => {
  if (mounted) execFileSync('umount', [disk]);
  remove();
});

/** While somebody writes, a file system cannot be made read-only: tried until it is. */
function makeReadOnly(): boolean {
  try {
    mount('-o', 'remount,ro', disk);
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!mounted)('a file system that is read-only', () => {
  beforeAll(async () => {
    await amnlHere(['data', 'simulate', '--out', fleet, '--units', '4']);
  });

  test('from some moment of a training on: that is what the error says', async () => {
    const out = join(disk, 'run');
    const { code, stderr } = await amnl(['train', '--data-dir', fleet, ...TINY, '--epochs', '100000', '--out', out], {
      onStart() {
        const timer = setInterval(() => {
          if (existsSync(join(out, 'checkpoints', 'last.safetensors')) && makeReadOnly()) clearInterval(timer);
        }, 5);
      },
    });
    expect(code).toBe(2);
    const error = stderr.trimEnd().split('\n').at(-1);
    expect(error).toMatch(/is not writable: the file system is read-only.*\(CK_NOT_WRITABLE\)$/);
    expect(error).not.toContain('run.lock');
    expect(stderr).toContain('what was saved is in');
  });

  test('from the beginning: a new run, a fleet and an output are refused with that', async () => {
    makeReadOnly();
    for (const out of [join(disk, 'new'), join(disk, 'new', 'run')]) {
      expect((await amnlHere(['train', '--data-dir', fleet, '--out', out])).stderr).toMatch(
        /cannot write to .*: the file system is read-only.*\(CLI_WRITE_FAILED\)/,
      );
      expect((await amnlHere(['data', 'simulate', '--out', out])).stderr).toMatch(/EROFS.*\(DC_WRITE_FAILED\)/);
    }
  });
});
