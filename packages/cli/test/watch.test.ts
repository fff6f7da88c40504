import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { folderSource } from '../src/report/folder-source.js';
import { amnl, TINY, temporaryFolder } from './amnl.js';
import { freePort, killAll, start } from './going-on.js';

const { path: folder, remove } = temporaryFolder();
const fleet = join(folder, 'fleet');

beforeAll(async () => {
  const simulated = await amnl(['data', 'simulate', '--out', fleet, '--units', '12']);
  expect(simulated.code).toBe(0);
});
afterEach(killAll);
afterAll(remove);

describe('amnl watch and amnl report', () => {
  const run = join(folder, 'finished');
  beforeAll(async () => {
    const { code } = await amnl([
      'train',
      '--data-dir',
      fleet,
      ...TINY,
      '--epochs',
      '2',
      '--out',
      run,
      '--tensorboard',
    ]);
    expect(code).toBe(0);
  });

  test('a taken port is told, and --watch takes no nonsense', async () => {
    const port = await freePort();
    const first = start('watch', run, '--port', String(port));
    await first.said(/Live page/);
    const second = await amnl(['watch', run, '--port', String(port)]);
    expect(second).toMatchObject({ code: 2, stderr: expect.stringMatching(/RP_PORT_BUSY/) });
    const third = await amnl(['train', '--watch', '99999']);
    expect(third).toMatchObject({ code: 2, stderr: expect.stringMatching(/port is '99999'.*CLI_USAGE/) });
  });

  test('a run folder is read without a turn of the event loop: where this process trains, each is a training step long', async () => {
    const source = folderSource(run);
    let turns = 0;
    const count = () => {
      turns += 1;
      next = setImmediate(count);
    };
    let next = setImmediate(count);
    const version = await source.version();
    const read = await source.read();
    clearImmediate(next);
    expect(turns).toBe(0);
    expect(read).toMatchObject({ state: 'done', epochs: 2, history: [{ epoch: 0 }, { epoch: 1 }] });
    expect(version).toMatch(/^\d.* false$/);
  });

  test('what is no run is refused in one line', async () => {
    for (const command of ['watch', 'report']) {
      const { code, stderr } = await amnl([command, fleet]);
      expect(code).toBe(2);
      expect(stderr).toMatch(/^\[cli\] .*config\.json cannot be read: it does not exist.*\(CLI_RUN_INVALID\)\n$/);
    }
  });

  test('a report is made again, byte for byte, and several runs are compared on one page', async () => {
    const file = join(run, 'report.html');
    const made = readFileSync(file, 'utf8');
    expect((await amnl(['report', run])).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(made);
    const other = join(folder, 'other');
    await amnl(['train', '--data-dir', fleet, ...TINY, '--seed', '7', '--epochs', '2', '--out', other]);
    const { code, stderr } = await amnl(['report', run, other], { cwd: folder });
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('comparison.html') });
    const page = readFileSync(join(folder, 'comparison.html'), 'utf8');
    for (const seed of [42, 7]) expect(page).toContain(`seed ${seed}`);
    expect(await amnl(['report', run, run])).toMatchObject({ code: 2, stderr: expect.stringContaining('CLI_USAGE') });
  });

  test('predictions that were cut off at the end of a line are found out', async () => {
    const cut = join(folder, 'cut');
    cpSync(run, cut, { recursive: true });
    const rows = readFileSync(join(cut, 'predictions.csv'), 'utf8').split('\n');
    writeFileSync(join(cut, 'predictions.csv'), `${rows.slice(0, 40).join('\n')}\n`);
    const { code, stderr } = await amnl(['report', cut]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/predictions\.csv holds 39 windows of \d+ units? where \d+ of 12 are due.*CLI_RUN_INVALID/);
  });

  test.each([['export', '--format', 'csv'], ['report'], ['watch']])(
    'a history that was cut off at the end of a line is found out by %s',
    async (command, ...more) => {
      const cut = join(folder, `cut history ${command}`);
      cpSync(run, cut, { recursive: true });
      const lines = readFileSync(join(cut, 'history.jsonl'), 'utf8').split('\n');
      for (const kept of [0, 1]) {
        writeFileSync(
          join(cut, 'history.jsonl'),
          lines
            .slice(0, kept)
            .map((line) => `${line}\n`)
            .join(''),
        );
        const { code, stderr } = await amnl([command, cut, ...more]);
        expect(code).toBe(2);
        const found = kept === 0 ? '0 epochs' : '1 epoch';
        expect(stderr).toContain(
          `history.jsonl has ${found}, but the run is done and had 2 (metrics.json). Restore the file`,
        );
        expect(stderr).toContain('CLI_RUN_INVALID');
      }
      expect(existsSync(join(cut, 'history.csv'))).toBe(false);
    },
  );

  test('a report that cannot be written costs the run nothing but itself', async () => {
    const blocked = join(folder, 'blocked');
    await amnl(['train', '--data-dir', fleet, ...TINY, '--epochs', '1', '--out', blocked]);
    rmSync(join(blocked, 'report.html'));
    mkdirSync(join(blocked, 'report.html', 'in the way'), { recursive: true });
    const { code, stdout, stderr } = await amnl(['train', '--resume', blocked, '--epochs', '2', '--json']);
    expect(stderr).toMatch(/^note: there is no report\.html: .*Rebuild it with amnl report .*$/m);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ epochs: 2 });
  });

  test('--tensorboard leaves event files in the run folder', () => {
    expect(existsSync(join(run, 'tensorboard'))).toBe(true);
  });
});
