import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hasPty, Pty } from '../../progress/test/pty.js';
import { amnl, ENDLESS, TINY, temporaryFolder } from './amnl.js';

const BIN = fileURLToPath(new URL('../bin/amnl.mjs', import.meta.url));
const { path: folder, remove } = temporaryFolder();
const fleet = join(folder, 'fleet');
beforeAll(async () => {
  await amnl(['data', 'simulate', '--out', fleet, '--units', '6']);
});
afterAll(remove);

let pty: Pty;
afterEach(() => pty?.close());
function train(name: string, epochs: readonly string[], script = BIN): Pty {
  const flags = ['--data-dir', fleet, ...TINY, ...epochs, '--out', join(folder, name)];
  pty = new Pty([process.execPath, script, 'train', ...flags], { columns: 80, rows: 24 });
  return pty;
}

const TABLE = ['metric ', 'rul_loss ', 'health_loss ', 'RMSE_last_cycle ', 'nasa_score_last_cycle '];
/** The rows from the last one that begins with the table's head on. */
const fromTable = (rows: readonly string[]) => rows.slice(rows.findLastIndex((row) => row.startsWith('metric ')));

describe.skipIf(!hasPty)('amnl train in a terminal of 80×24', () => {
  test('leaves a table and the result where its block was', async () => {
    const { terminal } = train('whole', ['--epochs', '3']);
    expect(await pty.ended).toBe(0);
    const rows = await terminal.everything();
    expect(rows.filter((row) => row.startsWith('epoch '))).toEqual([]); // the block is gone
    const table = fromTable(rows);
    expect(table.slice(0, 5).map((row, i) => row.startsWith(TABLE[i]!))).toEqual(TABLE.map(() => true));
    expect(table[5]).toMatch(/^\S+ s · all 3 epochs are done$/);
    expect(table.join('\n')).toContain('Best epoch ');
    expect(await terminal.isClean()).toBe(true);
  });

  test('Ctrl-C ends the run after its step; nothing of the block is left, and the prompt comes on a line of its own', async () => {
    const { terminal } = train('interrupted', ENDLESS);
    const begun = await pty.until((rows) => rows.some((row) => /^epoch ([2-9]|\d\d+)\/1000000 /.test(row)));
    const block = begun.slice(begun.findIndex((row) => row.startsWith('epoch ')));
    expect(block).toEqual([
      expect.stringMatching(/^epoch \d+\/1000000 +[━─]+ .* (batch \d+\/\d+|evaluating)/),
      expect.stringMatching(/^whole run +[━─]+ .* samples\/s/),
      expect.stringMatching(/^losses +rul_loss .* · health_loss /),
      expect.stringMatching(/^RMSE_last_cycle +\S+ +best \S+ \(epoch \d+\)$/),
      expect.stringMatching(/^nasa_score_last_cycle +\S+ +best \S+ \(epoch \d+\)$/),
      expect.stringMatching(/^steps +learningRate \S+ · grad_norm \S+ · skipped_steps 0$/),
    ]);
    pty.type('\u0003');
    expect(await pty.ended).toBe(130);
    const rows = await terminal.everything();
    expect(rows.filter((row) => /^epoch |^whole run|\^C/.test(row))).toEqual([]);
    expect(rows.join('\n')).toContain('[interrupt] Stopping after this step and saving.');
    const [because, ...rest] = fromTable(rows).slice(TABLE.length);
    expect(because).toMatch(/^.* s · interrupt: interrupted by SIGINT$/);
    expect(rest.join('')).toMatch(
      /^Interrupted by SIGINT after \d+ complete epochs?; everything is saved\. Resume with: /,
    );
    expect(await terminal.isClean()).toBe(true);
  });

  test('Ctrl-C that a wrapper passes on, as npm does, still saves', async () => {
    const wrapper = fileURLToPath(new URL('../../../tools/run/amnl.mjs', import.meta.url));
    const { terminal } = train('wrapped', ENDLESS, wrapper);
    await pty.until((rows) => rows.some((row) => /^epoch ([2-9]|\d\d+)\/1000000 /.test(row)));
    pty.type('\u0003');
    expect(await pty.ended).toBe(130);
    const rows = await terminal.everything();
    expect(rows.join('')).toMatch(/Interrupted by SIGINT after \d+ complete epochs?; everything is saved\./);
    expect(rows.filter((row) => /^epoch |^whole run/.test(row))).toEqual([]);
  });
});

describe.skipIf(!hasPty)('amnl predict in a terminal of 80 columns', () => {
  const run = join(folder, 'to-predict');
  beforeAll(async () => {
    await amnl(['train', '--data-dir', fleet, ...TINY, '--out', run]);
  });
  const predict = async (...flags: string[]) => {
    const input = join(fleet, 'test_FD001.txt');
    pty = new Pty([process.execPath, BIN, 'predict', run, '--input', input, ...flags], { columns: 80, rows: 24 });
    expect(await pty.ended).toBe(0);
    return pty.terminal.everything();
  };

  test('shows the last rows of units as a table for people', async () => {
    const rows = await predict('--sort', 'urgency');
    const table = rows.slice(rows.findIndex((row) => /^\w+ +RUL, cycles {2}health +in range$/.test(row)) + 1);
    const lines = table.filter((row) => row !== '');
    expect(lines).toHaveLength(6); // one a unit: none is wrapped
    for (const line of lines) expect(line).toMatch(/^\d +\d+\.\d {2}(healthy|degrading|critical) +(yes|NO: \w+)$/);
    const lives = lines.map((line) => Number(line.split(/ +/)[1]));
    expect(lives).toEqual([...lives].sort((a, b) => a - b));
  });

  test('prints every row, and JSON, as into a pipe', async () => {
    expect((await predict()).some((row) => row.startsWith('unit,cycle,rul,health,'))).toBe(true);
    expect((await predict('--last', '--json-lines')).some((row) => row.startsWith('{"unit":"1","cycle":'))).toBe(true);
  });
});
