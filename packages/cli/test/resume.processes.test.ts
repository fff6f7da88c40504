import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { amnl, TINY, temporaryFolder } from './amnl.js';
import { finish, traces } from './survival/survive.js';

const { path: folder, remove } = temporaryFolder();
const fleet = join(folder, 'fleet');
const done = join(folder, 'done');
const command = ['train', '--data-dir', fleet, ...TINY, '--epochs', '2'];
beforeAll(async () => {
  await amnl(['data', 'simulate', '--out', fleet, '--units', '6']);
  await finish([...command, '--out', done]);
});
afterAll(remove);

/** A copy of the finished run, to be treated badly. */
const copy = (name: string) => {
  const path = join(folder, name);
  cpSync(done, path, { recursive: true });
  return path;
};
const resume = (path: string, ...more: string[]) => amnl(['train', '--resume', path, ...more]);

describe('amnl train --resume', () => {
  test('of a finished run with other settings is refused, not answered with its figures', async () => {
    const { code, stdout, stderr } = await amnl(['train', '--resume', done, '--seed', '7', '--json']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/seed: 42 → 7[\s\S]*CLI_RESUME_CHANGED/);
  });

  test('of a finished run says that it is done, and changes nothing', async () => {
    const before = traces(done);
    const { code, stderr } = await resume(done);
    expect(code).toBe(0);
    expect(stderr).toMatch(/is done: all 2 epochs are done.*--epochs 4/);
    expect(traces(done)).toEqual(before);
  });

  test('of a finished run with more epochs goes on, and is the run that had them from the start', async () => {
    const plateau = ['--set', 'scheduler=plateau', '--set', 'warmupEpochs=1']; // cosine depends on the number of epochs
    const path = join(folder, 'longer');
    const whole = join(folder, 'whole');
    await finish([...command, ...plateau, '--out', path]);
    await finish(['train', '--resume', path, '--epochs', '4']);
    await finish([...command, ...plateau, '--epochs', '4', '--out', whole]);
    expect(traces(path)).toEqual(traces(whole));
    expect(JSON.parse(readFileSync(join(path, 'config.json'), 'utf8'))).toMatchObject({ config: { epochs: 4 } });
  });

  test.each([
    [['--seed', '7'], 'seed: 42 → 7'],
    [['--set', 'batchSize=16', '--set', 'learningRate=0.01'], 'learningRate: 0.003 → 0.01'],
    [['--engine', 'eager', '--backend', 'cpu'], 'engine in use: "onnx" → "eager"'],
  ])('with %j is refused with the difference', async (flags, difference) => {
    const { code, stderr } = await resume(done, '--epochs', '3', ...flags);
    expect(code).toBe(2);
    expect(stderr).toContain('CLI_RESUME_CHANGED');
    expect(stderr).toContain(difference);
    expect(stderr).toContain('--allow-config-change');
    expect(readdirSync(done)).not.toContain('run.lock');
  });

  test('with other data is refused', async () => {
    const other = join(folder, 'other fleet');
    await amnl(['data', 'simulate', '--out', other, '--units', '6', '--seed', '9']);
    const { code, stderr } = await resume(done, '--epochs', '3', '--data-dir', other);
    expect(code).toBe(2);
    expect(stderr).toMatch(/checksum of the data: .* → .*CLI_RESUME_CHANGED/s);
  });

  test('with --allow-config-change goes on with the change, and says so', async () => {
    const path = copy('changed');
    const { code, stderr } = await resume(path, '--epochs', '3', '--set', 'learningRate=0.01', '--allow-config-change');
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('learningRate: 0.003 → 0.01');
    const history = readFileSync(join(path, 'history.jsonl'), 'utf8').trimEnd().split('\n');
    expect(history.map((line) => JSON.parse(line).epoch)).toEqual([0, 1, 2]);
  });

  test('with a damaged newest checkpoint reports it and goes on from the one before', async () => {
    const path = copy('damaged');
    const last = join(path, 'checkpoints', 'last.safetensors');
    const bytes = readFileSync(last);
    bytes[bytes.length - 5]! ^= 1;
    writeFileSync(last, bytes);
    const { code, stderr } = await resume(path, '--epochs', '3');
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/last\.safetensors/);
    expect(stderr).toContain('Resuming after');
    expect(JSON.parse(readFileSync(join(path, 'metrics.json'), 'utf8')).epochs).toBe(3);
  });

  test('with no checkpoint that is whole is refused, naming each', async () => {
    const path = copy('ruined');
    for (const name of ['last', 'previous']) writeFileSync(join(path, 'checkpoints', `${name}.safetensors`), 'ruined');
    const { code, stderr } = await resume(path, '--epochs', '3');
    expect(code).toBe(2);
    expect(stderr).toMatch(/last\.safetensors/);
    expect(stderr).toMatch(/previous\.safetensors/);
    expect(stderr).not.toContain('    at ');
  });

  test('with fewer epochs than it has trained is refused, and changes nothing', async () => {
    const path = copy('fewer');
    rmSync(join(path, 'metrics.json')); // as if it had been interrupted before its end
    const files = ['config.json', 'history.jsonl', 'report.html', join('checkpoints', 'last.safetensors')];
    const content = () => files.map((name) => readFileSync(join(path, name)).toString('base64'));
    const before = content();
    for (const more of [[], ['--dry-run']]) {
      const { code, stdout, stderr } = await resume(path, '--epochs', '1', ...more);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(
        /has trained 2 epochs, more than epochs = 1\. Give --epochs 2 to finish it as it is, or more to train longer\. \(CLI_CONFIG_INVALID\)\n$/,
      );
      expect(stderr).not.toContain('The run failed');
    }
    expect(content()).toEqual(before);
    expect(await resume(path, '--epochs', '2')).toMatchObject({ code: 0 });
    expect(traces(path)).toEqual(traces(done));
  });

  test('of a run that another process trains is refused', async () => {
    const path = copy('busy');
    writeFileSync(join(path, 'run.lock'), JSON.stringify({ pid: process.pid, host: hostname(), began: null, id: 'x' }));
    const { code, stderr } = await resume(path, '--epochs', '3');
    expect(code).toBe(2);
    expect(stderr).toMatch(/process \d+ on .*CLI_RUN_BUSY/);
  });

  test('of a folder without a run, or beside --out, is refused', async () => {
    expect((await resume(fleet)).stderr).toContain('CLI_RUN_INVALID');
    expect((await resume(done, '--out', join(folder, 'x'))).stderr).toContain('CLI_USAGE');
  });

  test('auto: the same command again and again starts, goes on, and ends', async () => {
    const path = join(folder, 'auto');
    const again = [...command, '--out', path, '--resume', 'auto'];
    const first = await amnl(again);
    expect(first.code, first.stderr).toBe(0);
    expect(first.stderr).toContain('starting a new one');
    const second = await amnl(again);
    expect(second.code, second.stderr).toBe(0);
    expect(second.stderr).toContain('is done');
    expect(traces(path)).toEqual(traces(done));
  });

  test('auto without --out takes the newest run in runs/', async () => {
    const cwd = join(folder, 'place');
    cpSync(done, join(cwd, 'runs', 'a'), { recursive: true });
    const { stderr } = await amnl(['train', '--resume', 'auto'], { cwd });
    expect(stderr).toMatch(/The run in .*runs.a is done/);
  });
});
