import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TINY, temporaryFolder } from './amnl.js';
import { amnlHere } from './amnl-here.js';

const { path: folder, remove } = temporaryFolder();
const fleet = join(folder, 'fleet');
const run = join(folder, 'run');
const other = join(folder, 'other');
const rows = join(fleet, 'test_FD001.txt');

beforeAll(async () => {
  await amnlHere(['data', 'simulate', '--out', fleet, '--units', '4']);
  for (const out of [run, other]) {
    const { code, stderr } = await amnlHere(['train', '--data-dir', fleet, ...TINY, '--out', out]);
    expect(code, stderr).toBe(0);
  }
});
afterAll(remove);

/** Every command that writes where it is told. */
const WRITERS: readonly [string, readonly string[]][] = [
  ['predict', ['predict', run, '--input', rows]],
  ['report', ['report', run]],
  ['report of two', ['report', run, other]],
  ['export', ['export', run]],
  ['export csv', ['export', run, '--format', 'csv']],
];

describe.skipIf(process.platform === 'win32').each(WRITERS)('%s --output', (name, command) => {
  const at = (what: string) => join(folder, `${name} ${what}`);
  const write = (output: string) => amnlHere([...command, '--output', output]);

  // A pipe stands for devices, too: a test that fails must not replace one of the machine's.
  test('refuses a pipe and a folder, also behind a link, and leaves them as they are', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    mkdirSync(at('folder'));
    for (const [kind, words] of [
      ['pipe', 'is a pipe or a device'],
      ['folder', 'is a folder'],
    ] as const) {
      symlinkSync(at(kind), at(`link to ${kind}`));
      for (const output of [at(kind), at(`link to ${kind}`)]) {
        const { code, stderr } = await write(output);
        expect(stderr).toContain(`cannot write ${output}: it ${words}. Give a file with --output. (CLI_WRITE_FAILED)`);
        expect(code).toBe(2);
      }
      expect(lstatSync(at(`link to ${kind}`)).isSymbolicLink()).toBe(true);
    }
    expect(statSync(at('pipe')).isFIFO()).toBe(true);
    expect(statSync(at('folder')).isDirectory()).toBe(true);
  });

  test('writes the file at the end of a link', async () => {
    writeFileSync(at('file'), 'old');
    symlinkSync(at('file'), at('link'));
    const { code, stderr } = await write(at('link'));
    expect(code, stderr).toBe(0);
    expect(lstatSync(at('link')).isSymbolicLink()).toBe(true);
    expect(statSync(at('file')).size).toBeGreaterThan(100);
  });
});

test.skipIf(process.platform === 'win32')(
  'a prediction does not replace its input, whatever name it goes by',
  async () => {
    const before = readFileSync(rows);
    const link = join(folder, 'another name');
    symlinkSync(rows, link);
    const { code, stderr } = await amnlHere(['predict', run, '--input', rows, '--output', link]);
    rmSync(link);
    expect(stderr).toContain('(CLI_USAGE)');
    expect(code).toBe(2);
    expect(readFileSync(rows).equals(before)).toBe(true);
  },
);
