import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { amnl, ENDLESS, type Setting, TINY, temporaryFolder } from './amnl.js';

const { path: folder, remove } = temporaryFolder();
const fleet = join(folder, 'fleet');
const run = join(folder, 'run');
let copies = 0;

beforeAll(async () => {
  await amnl(['data', 'simulate', '--out', fleet, '--units', '4']);
  const { code, stderr } = await amnl(['train', '--data-dir', fleet, ...TINY, '--out', run]);
  expect(code, stderr).toBe(0);
});
afterAll(remove);

/** A copy of the fleet with one file changed (or removed). */
function fleetWith(file: string, change?: (lines: string[]) => string[] | string): string {
  const copy = join(folder, `fleet-${copies++}`);
  cpSync(fleet, copy, { recursive: true });
  const path = join(copy, file);
  const lines = readFileSync(path, 'utf8').split('\n');
  const changed = change?.(lines);
  if (changed === undefined) rmSync(path);
  else writeFileSync(path, typeof changed === 'string' ? changed : changed.join('\n'));
  return copy;
}

/** A copy of the run with one change. */
function runWith(change: (copy: string) => void): string {
  const copy = join(folder, `run-${copies++}`);
  cpSync(run, copy, { recursive: true });
  change(copy);
  return copy;
}

/** Expects exit code 2, an empty stdout and one line on stderr (after notes) with all of `parts`. */
async function refused(args: readonly string[], parts: readonly string[], setting: Setting = {}): Promise<void> {
  const { code, stdout, stderr } = await amnl(args, setting);
  const lines = stderr
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith('note: '));
  expect(lines, stderr).toHaveLength(1);
  for (const part of parts) expect(lines[0]).toContain(part);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
}

const setCell = (row: number, column: number, text: string) => (lines: string[]) => {
  const cells = lines[row]!.trim().split(/\s+/);
  cells[column] = text;
  return lines.with(row, cells.join(' '));
};

// Every fault of a file, with its place, is in data-cmapss's own tests; here is how the command line tells of one.
describe.concurrent('data files', () => {
  const train = async (dataDir: string, parts: readonly string[]) => {
    const out = join(folder, `out-${copies++}`);
    await refused(['train', '--data-dir', dataDir, ...TINY, '--out', out], parts);
    expect(existsSync(out)).toBe(false);
  };

  test('a folder that is not there', () => train(join(folder, 'nowhere'), ['nowhere', 'DC_FILE_MISSING']));
  test('something that is no number', () =>
    train(fleetWith('train_FD001.txt', setCell(2, 6, 'abc')), [
      'train_FD001.txt',
      'line 3',
      'column 7',
      '"abc"',
      'DC_NOT_A_NUMBER',
    ]));
  test('a unit shorter than the window where padding is off', async () => {
    const out = join(folder, 'too-long');
    const args = ['train', '--data-dir', fleet, ...TINY, '--set', 'window=400', '--set', 'pad=false', '--out', out];
    await refused(args, ['400', 'padding is off', 'DF_WINDOW_TOO_LONG']);
    expect(existsSync(out)).toBe(false);
  });
});

test('amnl alone, a command that has commands, and amnl help are answered with help', async () => {
  for (const [args, line] of [
    [[], /^Usage: amnl /],
    [['data'], /^Usage: amnl data \[options\] \[command\]/],
    [['help'], /^Usage: amnl /],
    [['help', 'help'], /^Usage: amnl /],
    [['help', 'report'], /^Usage: amnl report /],
    [['data', 'help', 'simulate'], /^Usage: amnl data simulate /],
  ] as const) {
    const { code, stdout, stderr } = await amnl(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(line);
  }
});

describe.concurrent('commands, flags and settings', () => {
  test.each([
    ['an unknown command', ['trian'], ["'amnl trian'", "Did you mean 'train'?", 'CLI_USAGE']],
    [
      'help of an unknown command',
      ['help', 'trian'],
      ["unknown command 'amnl trian'", "Did you mean 'train'?", 'CLI_USAGE'],
    ],
    [
      'help of an unknown sub-command',
      ['data', 'help', 'xyz'],
      ["unknown command 'amnl data xyz'", 'info', 'CLI_USAGE'],
    ],
    ['an unknown sub-command', ['data', 'inf'], ["Did you mean 'info'?", 'CLI_USAGE']],
    ['an unknown flag', ['train', '--presett', 'x'], ["'--presett'", "Did you mean '--preset'?", 'CLI_USAGE']],
    [
      'a detail of tracking alone',
      ['train', '--track-parent', 'x'],
      ['--track-parent needs --track mlflow', 'CLI_USAGE'],
    ],
    ['a setting as a flag', ['train', '--lr', '0.1'], ["'--lr'", '--set learningRate=VALUE', 'CLI_USAGE']],
    ['a variable that is not set', ['train', '--out', ''], ['--out is empty', 'CLI_USAGE']],
    ['such a run', ['evaluate', ''], ['an argument is empty', 'CLI_USAGE']],
    ['another one', ['train', '--simulate'], ["'--simulate'", '--set simulate=true', 'CLI_USAGE']],
    ['a flag without its value', ['train', '--epochs'], ['--epochs', 'argument missing', 'CLI_USAGE']],
    ['a missing required flag', ['predict', 'x'], ['--input', 'CLI_USAGE']],
    ['an unexpected argument', ['train', 'FD001'], ["unexpected argument 'FD001'", 'CLI_USAGE']],
    ['an unknown preset', ['train', '--preset', 'qick'], ["'qick'", "Did you mean 'quick'?", 'CLI_PRESET_UNKNOWN']],
    [
      'an unknown key',
      ['train', '--set', 'epoch=3'],
      ["'epoch'", '--set', "Did you mean 'epochs'?", 'CLI_CONFIG_INVALID'],
    ],
    ['--set without =', ['train', '--set', 'epochs'], ['epochs=5', 'CLI_CONFIG_INVALID']],
    ['a value out of range', ['train', '--epochs', '0'], ["'epochs'", '--epochs', '0', '≥ 1', 'CLI_CONFIG_INVALID']],
    ['a value of the wrong type', ['train', '--epochs', 'ten'], ['"ten"', 'number', 'CLI_CONFIG_INVALID']],
    ['an unknown choice', ['train', '--backend', 'wsm'], ['"wsm"', "Did you mean 'wasm'?", 'CLI_CONFIG_INVALID']],
    ['an unknown data set', ['train', '--dataset', 'FD005'], ['FD001, FD002, FD003, FD004', 'CLI_CONFIG_INVALID']],
    ['heads that do not divide', ['train', '--set', 'heads=5'], ["'heads'", '2 × hidden = 128', 'CLI_CONFIG_INVALID']],
    ['a data set to look at', ['data', 'info', '--dataset', 'FD9'], ['FD9', 'DC_SUBSET_UNKNOWN']],
    ['a number of units', ['data', 'simulate', '--out', 'x', '--units', 'many'], ["'many'", 'CLI_USAGE']],
    [
      'a config file that is not there',
      ['train', '--config', 'none.json'],
      ['none.json', 'does not exist', 'CLI_CONFIG_FILE'],
    ],
    [
      'TensorFlow, not installed',
      ['train', '--backend', 'tensorflow'],
      ['tfjs-node-gpu is not installed', 'wasm', 'CLI_BACKEND_UNAVAILABLE'],
    ],
    ['an unknown format', ['export', 'run', '--format', 'onx'], ["'onx'", "Did you mean 'onnx'?", 'CLI_USAGE']],
    ['WebGPU, not there', ['train', '--backend', 'webgpu'], ['navigator.gpu', 'CLI_BACKEND_UNAVAILABLE']],
  ])('%s', (_, args, parts) => refused(args, parts, { cwd: folder }));

  test('an unknown key in a config file, and a file that is not JSON', async () => {
    const file = join(folder, 'settings.json');
    writeFileSync(file, '{ "hiden": 8 }');
    await refused(['train', '--config', file], [file, "'hiden'", "'hidden'", 'CLI_CONFIG_INVALID']);
    writeFileSync(file, '{ hidden: 8 }');
    await refused(['train', '--config', file], [file, 'not JSON', 'CLI_CONFIG_FILE']);
  });
});

describe.concurrent('run folders', () => {
  const best = join('checkpoints', 'best.safetensors');

  test('an existing run is never overwritten', async () => {
    const before = readFileSync(join(run, 'metrics.json'), 'utf8');
    await refused(['train', '--data-dir', fleet, ...TINY, '--out', run], [run, '--out', 'CLI_RUN_EXISTS']);
    expect(readFileSync(join(run, 'metrics.json'), 'utf8')).toBe(before);
  });

  test('a place that cannot be written to', async () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    await refused(['train', '--data-dir', fleet, '--out', join(file, 'run')], [join(file, 'run'), 'CLI_WRITE_FAILED']);
  });

  test('no run, no scaler, no weights', async () => {
    await refused(['evaluate', folder], ['config.json', 'CLI_RUN_INVALID']);
    await refused(['export', folder], ['config.json', 'CLI_RUN_INVALID']);
    await refused(
      ['evaluate', runWith((copy) => rmSync(join(copy, 'scaler.json')))],
      ['scaler.json', 'CLI_RUN_INVALID'],
    );
    await refused(['export', runWith((copy) => rmSync(join(copy, best)))], ['best.safetensors', 'CK_NOT_FOUND']);
  });

  test('a damaged record, scaler, weights', async () => {
    await refused(
      ['evaluate', runWith((copy) => writeFileSync(join(copy, 'config.json'), '{}'))],
      ['config.json', 'CLI_RUN_INVALID'],
    );
    await refused(
      ['evaluate', runWith((copy) => writeFileSync(join(copy, 'scaler.json'), '{'))],
      ['scaler', 'DF_SCALER_INVALID'],
    );
    await refused(['evaluate', runWith((copy) => writeFileSync(join(copy, best), 'x'.repeat(40)))], ['CK_CORRUPT']);
    await refused(
      ['evaluate', runWith((copy) => writeFileSync(join(copy, 'history.jsonl'), ''))],
      ['history.jsonl has no such line', 'CLI_RUN_MISMATCH'],
    );
  });

  test('a scaler of another data set', async () => {
    const changed = runWith((copy) => {
      const path = join(copy, 'scaler.json');
      writeFileSync(path, readFileSync(path, 'utf8').replace('"FD001"', '"FD003"'));
    });
    await refused(
      ['predict', changed, '--input', join(fleet, 'test_FD001.txt')],
      ['FD003', 'FD001', 'CLI_RUN_MISMATCH'],
    );
  });

  test('another data set than the run was trained on', () =>
    refused(['evaluate', run, '--dataset', 'FD003', '--data-dir', fleet], ['FD001', 'FD003', 'CLI_RUN_MISMATCH']));

  test('weights of another shape, and of another run with the same shape', async () => {
    const bestOf = (path: string) => join(path, best);
    const wide = join(folder, 'wide');
    await amnl(['train', '--data-dir', fleet, ...TINY, '--hidden', '6', '--out', wide]);
    const other = join(folder, 'other');
    await amnl(['train', '--data-dir', fleet, ...TINY, '--seed', '7', '--out', other]);
    await refused(['evaluate', runWith((copy) => cpSync(bestOf(wide), bestOf(copy)))], ['lstm', 'CK_MODEL_MISMATCH']);
    await refused(
      ['evaluate', runWith((copy) => cpSync(bestOf(other), bestOf(copy)))],
      ['does not belong to this run', 'CLI_RUN_MISMATCH'],
    );
  });

  test('an input that is not there, or has no 26 columns', async () => {
    await refused(['predict', run, '--input', 'none.txt'], ['none.txt', 'DC_FILE_MISSING']);
    await refused(['predict', run, '--input', join(fleet, 'RUL_FD001.txt')], ['RUL_FD001.txt', 'DC_COLUMN_COUNT']);
  });
});

describe('while a run trains', () => {
  test('a failing hook is named with its plugin, and the epochs before are kept', async () => {
    const out = join(folder, 'spoilt');
    const { code, stderr } = await amnl(['train', '--data-dir', fleet, ...TINY, ...ENDLESS, '--out', out], {
      onStart() {
        const timer = setInterval(() => {
          const history = join(out, 'history.jsonl');
          if (!existsSync(history)) return;
          clearInterval(timer);
          rmSync(history);
          mkdirSync(join(history, 'in-the-way'), { recursive: true });
        }, 20);
      },
    });
    expect(code).toBe(2);
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(
      /^\[history\] hook 'epochEnd' failed: .*history\.jsonl.* \(CK_/,
    );
    expect(stderr).toContain('what was saved is in');
    expect(readdirSync(out).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  // A limit on file sizes is the nearest to a full disk that needs no rights.
  test.skipIf(process.platform === 'win32')('a full disk gives one message and leaves nothing', async () => {
    const out = join(folder, 'full');
    const { execFile } = await import('node:child_process');
    const bin = fileURLToPath(new URL('../bin/amnl.mjs', import.meta.url));
    const command = ['train', '--data-dir', fleet, ...TINY, '--out', out].map((arg) => `'${arg}'`).join(' ');
    const script = `trap '' XFSZ; ulimit -f 1; exec '${process.execPath}' '${bin}' ${command}`;
    const { code, stderr } = await new Promise<{ code: unknown; stderr: string }>((done) => {
      execFile('bash', ['-c', script], (error, _, text) => done({ code: error?.code ?? 0, stderr: text }));
    });
    expect(code).toBe(2);
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/could not write .* \(CK_|no space left to write .* \(CK_/);
    expect(existsSync(out)).toBe(false);
  });
});

describe('--debug', () => {
  test('adds the stack, which is not there without it', async () => {
    const args = ['train', '--data-dir', join(folder, 'nowhere'), '--out', join(folder, 'debug')];
    expect((await amnl(args)).stderr).not.toMatch(/\n\s+at /);
    const { code, stderr } = await amnl([...args, '--debug']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/DC_FILE_MISSING[\s\S]*\n\s+at .*data-cmapss/);
  });
});
