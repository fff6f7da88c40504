import { describe, expect, test } from 'vitest';
import { reportError } from './report-error.js';

const systemError = (code: string) =>
  Object.assign(new Error(`${code}: as the system says it, open '/x'`), {
    code,
    syscall: 'open',
    errno: -1,
    path: '/x',
  });

describe('what the terminal shows of an error', () => {
  test.each([
    ['EROFS', 'the file system is read-only'],
    ['ENOSPC', 'the disk is full'],
    ['EACCES', 'no permission'],
    ['EMFILE', 'too many files are open'],
    ['ENAMETOOLONG', 'a name of the path is too long'],
    ['EXDEV', "EXDEV: as the system says it, open '/x'"],
  ])('of the system, %s: no bug of ours', (code, reason) => {
    expect(reportError(systemError(code))).toEqual({
      message: `[cli] /x: ${reason}. Fix that, or choose another path. (CLI_SYSTEM)`,
      exitCode: 2,
    });
  });

  test.each([
    () => new Float32Array(2 ** 53 - 1),
    () => new ArrayBuffer(2 ** 53 - 1),
    () => Array.from({ length: 1 }).fill(0).concat(new Array(-1)),
    () => 'x'.repeat(2 ** 30),
  ])('of too little memory, %s: no bug of ours', (allocate) => {
    let error: unknown;
    try {
      allocate();
    } catch (thrown) {
      error = thrown;
    }
    expect(reportError(error)).toMatchObject({ message: expect.stringContaining('(CLI_OUT_OF_MEMORY)'), exitCode: 2 });
  });

  test('of ours, if nothing else explains it', () => {
    for (const error of [new RangeError('Maximum call stack size exceeded'), new Error('x'), 'x']) {
      expect(reportError(error)).toMatchObject({ message: expect.stringContaining('(CLI_BUG)'), exitCode: 1 });
    }
  });
});
