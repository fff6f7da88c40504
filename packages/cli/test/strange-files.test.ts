import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TINY, temporaryFolder } from './amnl.js';
import { amnlHere } from './amnl-here.js';

const { path: folder, remove } = temporaryFolder();
const fleet = join(folder, 'fleet');
const run = join(folder, 'run');
let copies = 0;

/** What may lie where a file of a run is looked for. A read of it would wait for ever, never end, or fill the memory. */
const STRANGE: Readonly<Record<string, (path: string) => void>> = {
  'a pipe': (path) => execFileSync('mkfifo', [path]),
  'a link to a pipe': (path) => {
    execFileSync('mkfifo', [`${path}.pipe`]);
    symlinkSync(`${path}.pipe`, path);
  },
  'a device': (path) => symlinkSync('/dev/zero', path),
  'a folder': (path) => mkdirSync(path),
  'a file of 2 TB': (path) => {
    writeFileSync(path, '');
    truncateSync(path, 2 * 2 ** 40);
  },
};

/** The file of a run, the command that reads it, and the codes that it may be refused with. */
const READ: readonly [name: string, command: (folder: string) => readonly string[], code: RegExp][] = [
  ['config.json', (path) => ['report', path], /CLI_RUN_INVALID/],
  ['config.json', (path) => ['train', '--resume', path, '--epochs', '2'], /CLI_RUN_INVALID/],
  ['metrics.json', (path) => ['report', path], /CLI_RUN_INVALID/],
  ['metrics.json', (path) => ['train', '--resume', path], /CLI_RUN_INVALID/],
  ['history.jsonl', (path) => ['export', path, '--format', 'csv'], /CLI_RUN_INVALID/],
  ['history.jsonl', (path) => ['evaluate', path], /CLI_RUN_INVALID/],
  ['steps.jsonl', (path) => ['report', path], /CLI_RUN_INVALID/],
  ['timings.json', (path) => ['report', path], /CLI_RUN_INVALID/],
  ['timings.json', (path) => ['train', '--resume', path, '--epochs', '2'], /CLI_RUN_INVALID/],
  ['predictions.csv', (path) => ['report', path], /CLI_RUN_INVALID/],
  ['scaler.json', (path) => ['export', path], /CLI_RUN_INVALID/],
  ['run.lock', (path) => ['report', path], /CLI_RUN_INVALID/],
  ['run.lock', (path) => ['watch', path], /CLI_RUN_INVALID/],
  ['run.lock', (path) => ['train', '--resume', path, '--epochs', '2'], /CLI_RUN_INVALID/],
  ['checkpoints/best.safetensors', (path) => ['export', path], /CK_/],
  ['fleet/train_FD001.txt', (path) => ['data', 'info', '--dataset', 'FD001', '--data-dir', join(path, 'fleet')], /DC_/],
  ['fleet/RUL_FD001.txt', (path) => ['data', 'info', '--dataset', 'FD001', '--data-dir', join(path, 'fleet')], /DC_/],
  ['rows.txt', (path) => ['predict', run, '--input', join(path, 'rows.txt')], /DC_/],
  ['settings.json', (path) => ['train', '--config', join(path, 'settings.json')], /CLI_CONFIG_FILE/],
];

beforeAll(async () => {
  await amnlHere(['data', 'simulate', '--out', fleet, '--units', '4']);
  const { code, stderr } = await amnlHere(['train', '--data-dir', fleet, ...TINY, '--out', run]);
  expect(code, stderr).toBe(0);
});
afterAll(remove);

describe.skipIf(process.platform === 'win32')('refused, with what it is', () => {
  describe.each(READ)('%s of %s', (name, command, code) => {
    // A file of any size is a checkpoint or data until its content says otherwise.
    const kinds = Object.keys(STRANGE).filter((kind) => kind !== 'a file of 2 TB' || !/CK_|DC_/.test(code.source));
    test.each(kinds)('%s', async (kind) => {
      const copy = join(folder, `copy-${copies++}`);
      cpSync(run, copy, { recursive: true });
      cpSync(fleet, join(copy, 'fleet'), { recursive: true });
      rmSync(join(copy, name), { force: true });
      STRANGE[kind]!(join(copy, name));
      const shown = await amnlHere(command(copy));
      expect(shown).toMatchObject({ code: 2, stdout: '' });
      expect(shown.stderr).toMatch(code);
      expect(shown.stderr).toMatch(/it is a folder|not a regular file|more than \d+ bytes|lacks/);
    });
  });
});
