import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { TINY, temporaryFolder } from './amnl.js';
import { amnlHere } from './amnl-here.js';

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
/** C0 but NUL (which no name can hold) and LF, DEL, C1, separators, and what turns the order of letters. */
const STEERING = String.fromCharCode(
  ...range(0x01, 0x09),
  ...range(0x0b, 0x1f),
  ...range(0x7f, 0x9f),
  ...[0x2028, 0x2029, 0x061c, 0x200e, 0x200f, ...range(0x202a, 0x202e), ...range(0x2066, 0x2069)],
);
/** What has to stay readable. */
const READABLE = 'Ü数😀';
const EVIL = `${READABLE}${STEERING}\nFORGED`;

const { path: top, remove } = temporaryFolder();
const home = join(top, EVIL);
const fleet = join(home, 'fleet');
const run = join(home, `run ${EVIL}`);
const from = process.cwd();
let copies = 0;

/** The lines of an output, after a look at each: none steers, none was begun by what is quoted. */
function harmless(text: string): string[] {
  const lines = text.split('\n');
  for (const line of lines) {
    for (const letter of STEERING) {
      if (line.includes(letter)) expect.fail(`U+${letter.charCodeAt(0).toString(16)} in ${JSON.stringify(line)}`);
    }
    expect(line).not.toMatch(/^FORGED/);
  }
  return lines;
}

/** A copy of the run with one file changed; a function changes its text. */
function runWith(name: string, change: string | ((text: string) => string)): string {
  const copy = join(home, `copy ${copies++}`);
  cpSync(run, copy, { recursive: true });
  const path = join(copy, name);
  writeFileSync(path, typeof change === 'string' ? change : change(readFileSync(path, 'utf8')));
  return copy;
}

const inJson = (name: string, value: unknown) => (text: string) =>
  JSON.stringify({ ...(JSON.parse(text) as object), [name]: value });

describe.skipIf(process.platform === 'win32')('text of others', () => {
  beforeAll(async () => {
    mkdirSync(home);
    const fleets = await amnlHere(['data', 'simulate', '--out', fleet, '--units', '4']);
    const { code, stdout, stderr } = await amnlHere(['train', '--data-dir', fleet, ...TINY, '--out', run, '--json']);
    expect(code, stderr).toBe(0);
    for (const text of [fleets.stderr, stdout, stderr]) harmless(text);
    expect(stderr).toContain(READABLE);
  });
  afterEach(() => {
    process.chdir(from);
    process.exitCode = 0;
    vi.unstubAllEnvs();
  });
  afterAll(remove);

  const input = () => join(fleet, 'test_FD001.txt');
  test.each<[string, () => string[]]>([
    ['evaluate', () => ['evaluate', run, '--json']],
    ['predict', () => ['predict', run, '--input', input(), '--output', join(home, 'out.csv')]],
    ['export, network', () => ['export', run]],
    ['export, history', () => ['export', run, '--format', 'csv']],
    ['report', () => ['report', run]],
    ['report of two', () => ['report', run, runWith('steps.jsonl', ''), '--output', join(home, 'two.html')]],
    ['data info', () => ['data', 'info', '--dataset', 'FD001', '--data-dir', fleet]],
    ['train --resume, done', () => ['train', '--resume', run]],
    [
      'train --resume, why it stopped',
      () => ['train', '--resume', runWith('metrics.json', inJson('stopped_because', EVIL))],
    ],
    ['train --resume, goes on', () => ['train', '--resume', runWith('metrics.json', '{'), '--epochs', '2']],
    [
      'train --resume, changed',
      () => [
        'train',
        '--resume',
        runWith('config.json', inJson('engine', EVIL)),
        '--epochs',
        '2',
        '--allow-config-change',
      ],
    ],
  ])('%s: is told in one piece', async (_, args) => {
    const { code, stdout, stderr } = await amnlHere(args());
    expect(code, stderr).toBe(0);
    for (const text of [stdout, stderr]) harmless(text);
    expect(stdout + stderr).toContain(READABLE);
  });

  test('train --resume auto: the name of a folder', async () => {
    mkdirSync(join(home, 'runs'));
    cpSync(run, join(home, 'runs', EVIL), { recursive: true });
    process.chdir(home);
    const { code, stderr } = await amnlHere(['train', '--resume', 'auto']);
    expect(code, stderr).toBe(0);
    expect(harmless(stderr).filter((line) => line !== '')).toHaveLength(1);
    expect(stderr).toContain(READABLE);
  });

  test('JSON on stdout stays the same JSON', async () => {
    const info = await amnlHere(['data', 'info', '--dataset', 'FD001', '--data-dir', fleet, '--json']);
    harmless(info.stdout);
    expect(JSON.parse(info.stdout).datasets[0].directory).toBe(fleet);
    vi.stubEnv('AMNL_DATA_DIR', fleet);
    harmless((await amnlHere(['doctor'])).stdout);
    const { stdout } = await amnlHere(['doctor', '--json']);
    harmless(stdout);
    expect(JSON.parse(stdout).findings.at(-2).detail).toBe(`${fleet}: FD001`);
  });

  const owner = { pid: 1, host: `${hostname()} ${EVIL}`, began: null, id: 'x' };
  const path = (name: string, text: string) => {
    const file = join(home, `${name} ${copies++}`);
    writeFileSync(file, text);
    return file;
  };
  const fleetWith = (name: string, text: string) => {
    const copy = join(home, `fleet ${copies++}`);
    cpSync(fleet, copy, { recursive: true });
    writeFileSync(join(copy, name), text);
    return copy;
  };
  const best = join('checkpoints', 'best.safetensors');
  test.each<[string, () => string[], code: string]>([
    [
      'a lock of another machine',
      () => ['train', '--resume', runWith('run.lock', JSON.stringify(owner)), '--epochs', '2'],
      'CLI_RUN_BUSY',
    ],
    ['a run in the way', () => ['train', '--out', run], 'CLI_RUN_EXISTS'],
    ['a place that is a file', () => ['train', '--out', join(path('file', ''), EVIL)], 'CLI_WRITE_FAILED'],
    ['a record that is no JSON', () => ['report', runWith('config.json', EVIL)], 'CLI_RUN_INVALID'],
    [
      'a key of a record',
      () => ['report', runWith('config.json', (text) => text.replace('"epochs"', JSON.stringify(EVIL)))],
      'CLI_RUN_INVALID',
    ],
    [
      'a setting of a record',
      () => ['train', '--resume', runWith('config.json', inJson('backend', EVIL)), '--epochs', '2'],
      'CLI_RESUME_CHANGED',
    ],
    [
      'a checksum of a record',
      () => ['train', '--resume', runWith('config.json', inJson('data', { checksum: EVIL })), '--epochs', '2'],
      'CLI_RESUME_CHANGED',
    ],
    ['metrics that are no JSON', () => ['report', runWith('metrics.json', EVIL)], 'CLI_RUN_INVALID'],
    ['a figure that is none', () => ['report', runWith('metrics.json', inJson('epochs', EVIL))], 'CLI_RUN_INVALID'],
    [
      'a history that is no JSON',
      () => ['export', runWith('history.jsonl', EVIL), '--format', 'csv'],
      'CLI_RUN_INVALID',
    ],
    [
      'an epoch that is none',
      () => ['report', runWith('history.jsonl', JSON.stringify({ epoch: EVIL }))],
      'CLI_RUN_INVALID',
    ],
    [
      'a prediction that is none',
      () => ['report', runWith('predictions.csv', (text) => text.replace('\n', `\n${EVIL}\n`))],
      'CLI_RUN_INVALID',
    ],
    ['a scaler that is no JSON', () => ['export', runWith('scaler.json', EVIL)], 'DF_SCALER_INVALID'],
    ['a scaler of other data', () => ['export', runWith('scaler.json', inJson('name', EVIL))], 'CLI_RUN_MISMATCH'],
    [
      'a scaler of another run',
      () => ['evaluate', runWith('scaler.json', (text) => text.replace(/("checksum": ")[^"]+/, `$1${'0'.repeat(64)}`))],
      'CLI_RUN_MISMATCH',
    ],
    [
      'predictions that are no numbers',
      () => {
        const far = (text: string) => text.replace(/("mean": \[\s*\[\s*)[-\d.e]+/, '$11e300');
        return ['predict', runWith('scaler.json', far), '--input', input()];
      },
      'CLI_NOT_FINITE',
    ],
    ['weights that are none', () => ['export', runWith(best, EVIL)], 'CK_CORRUPT'],
    ['weights of another kind', () => ['export', runWith(best, tensors({ format: EVIL }))], 'CK_'],
    ['a folder without a run', () => ['evaluate', home], 'CLI_RUN_INVALID'],
    ['a run twice', () => ['report', run, run], 'CLI_USAGE'],
    [
      'the history as output',
      () => ['export', run, '--format', 'csv', '--output', join(run, 'history.jsonl')],
      'CLI_USAGE',
    ],
    ['the input as output', () => ['predict', run, '--input', input(), '--output', input()], 'CLI_USAGE'],
    ['an output in a file', () => ['export', run, '--output', join(path('file', ''), EVIL)], 'CK_'],
    ['an input that is not there', () => ['predict', run, '--input', join(home, EVIL)], 'DC_FILE_MISSING'],
    ['a row that is none', () => ['predict', run, '--input', path('rows', EVIL)], 'DC_'],
    [
      'a field that is none',
      () => ['predict', run, '--input', path('rows', `1 1 ${STEERING.replace(/\s/gu, '')}${' 1'.repeat(23)}\n`)],
      'DC_NOT_A_NUMBER',
    ],
    [
      'a RUL that is none',
      () => ['data', 'info', '--dataset', 'FD001', '--data-dir', fleetWith('RUL_FD001.txt', EVIL)],
      'DC_',
    ],
    ['a data folder that is not there', () => ['data', 'info', '--data-dir', join(home, EVIL)], 'DC_FILE_MISSING'],
    ['a fleet in the way', () => ['data', 'simulate', '--out', fleet], 'DC_FILE_EXISTS'],
    ['a fleet in a file', () => ['data', 'simulate', '--out', join(path('file', ''), EVIL)], 'DC_WRITE_FAILED'],
    ['settings that are no JSON', () => ['train', '--config', path('settings', EVIL)], 'CLI_CONFIG_FILE'],
    ['settings that are not there', () => ['train', '--config', join(home, EVIL)], 'CLI_CONFIG_FILE'],
    [
      'a key of settings',
      () => ['train', '--config', path('settings', JSON.stringify({ [EVIL]: 1 }))],
      'CLI_CONFIG_INVALID',
    ],
    [
      'a value of settings',
      () => ['train', '--config', path('settings', JSON.stringify({ epochs: EVIL }))],
      'CLI_CONFIG_INVALID',
    ],
    ['--set', () => ['train', '--set', EVIL], 'CLI_CONFIG_INVALID'],
    ['--preset', () => ['train', '--preset', EVIL], 'CLI_PRESET_UNKNOWN'],
    ['--backend', () => ['evaluate', run, '--backend', EVIL], 'CLI_USAGE'],
    ['--format', () => ['export', run, '--format', EVIL], 'CLI_USAGE'],
    ['--watch', () => ['train', '--watch', EVIL], 'CLI_USAGE'],
    ['--units', () => ['data', 'simulate', '--out', home, '--units', EVIL], 'CLI_USAGE'],
    ['--dataset', () => ['data', 'info', '--dataset', EVIL], 'DC_SUBSET_UNKNOWN'],
    ['a command', () => [EVIL], 'CLI_USAGE'],
    ['a flag', () => ['train', `--${EVIL}`], 'CLI_USAGE'],
    ['an argument', () => ['train', EVIL], 'CLI_USAGE'],
  ])('%s: is refused in one line', async (_, args, code) => {
    const shown = await amnlHere(args());
    expect(shown).toMatchObject({ code: 2, stdout: '' });
    const lines = harmless(shown.stderr).filter((line) => line !== '' && !line.startsWith('note: '));
    expect(lines.at(-1)).toContain(`(${code}`);
    expect(lines.filter((line) => /^\[/.test(line))).toHaveLength(1);
    expect(shown.stderr.length).toBeLessThan(8000);
  });

  test('--debug: the stacks of an error and of its causes', async () => {
    const { stderr } = await amnlHere(['report', runWith('config.json', EVIL), '--debug']);
    harmless(stderr);
    expect(stderr).toMatch(/\n {4}at .*run-record[\s\S]*\ncaused by SyntaxError: .*\n {4}at /);
  });
});

/** A safetensors file without tensors. */
function tensors(metadata: Readonly<Record<string, string>>): string {
  const header = JSON.stringify({ __metadata__: metadata }).replace(
    /[^ -~]/gu,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(header.length), true);
  return String.fromCharCode(...length) + header;
}
