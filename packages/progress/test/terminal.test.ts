import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { hasPty, Pty, type PtyOptions } from './pty.js';

const SCRIPT = fileURLToPath(new URL('training.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'amnl-progress-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Lets a training do so many steps. */
const GATE = join(folder, 'gate');
const allow = (steps: number) => writeFileSync(GATE, String(steps));

let pty: Pty;
afterEach(() => pty?.close());
function train(options: PtyOptions): Pty {
  allow(0);
  pty = new Pty([process.execPath, SCRIPT], options);
  return pty;
}

/** The rows of a block in the middle of the second epoch of two, six batches each. */
const block = (bar: number, batch: number, columns = 80) => [
  expect.stringMatching(new RegExp(`^epoch 2/2 {9}[━─]{${bar}} .* batch ${batch}/6`)),
  expect.stringMatching(new RegExp(`^whole run {9}[━─]{${bar}} .* samples/s`)),
  // Moved towards its label only where the terminal is too narrow for the values of validation.
  expect.stringMatching(
    columns < 80 ? /^losses {2,11}rul_loss .* · health_loss .*\)$/ : /^losses {12}rul_loss .* · health_loss .*\)$/,
  ),
  expect.stringMatching(/^rmse {14}.* best .* \(epoch 1\)/),
  expect.stringMatching(/^score {13}.* best .* \(epoch 1\)/),
  expect.stringMatching(/^steps {13}learningRate .* · grad_norm .* · skipped_steps 0/),
];
const SUMMARY = [
  expect.stringMatching(/^metric +best +last/),
  expect.stringMatching(/^rul_loss .* \(epoch \d\)/),
  expect.stringMatching(/^health_loss .* \(epoch \d\)/),
  expect.stringMatching(/^rmse .* \(epoch \d\)/),
  expect.stringMatching(/^score .* \(epoch \d\)/),
];
const PLAIN = [
  expect.stringMatching(/^epoch 1\/2 · \d.* s · \d+ samples\/s · rul_loss \S+ · health_loss \S+ · rmse \S+ · score/),
  expect.stringMatching(/^epoch 2\/2 · .* · best rmse \S+ \(epoch \d\)$/),
  expect.stringMatching(/^best rmse \S+ \(epoch \d\) · score \S+ \(epoch \d\)$/),
  expect.stringMatching(/^\d\S* s · all 2 epochs are done$/),
  'after the run',
  '',
];

describe.skipIf(!hasPty)('a training in a real terminal', () => {
  test('80×24: a block that survives every resize and leaves a table', async () => {
    const { terminal } = train({ columns: 80, rows: 24, env: { GATE } });
    await pty.untilShown('batch 1/6');
    allow(9);
    await pty.untilShown('batch 3/6');
    await pty.until((rows) => rows[0]!.startsWith('epoch 2/2'));
    expect(await terminal.everything()).toEqual(block(19, 3));
    for (const [columns, rows, bar] of [
      [60, 24, 17],
      [46, 20, 11],
      [75, 12, 14],
      [130, 30, 49],
      [200, 50, 60],
    ] as const) {
      await pty.resize(columns, rows);
      await pty.until(([first]) => first?.match(/[━─]+/)?.[0].length === bar);
      expect(await terminal.wrapped()).toBe(0);
      const shown = await terminal.everything();
      expect(shown).toHaveLength(6);
      if (columns > 60) expect(shown).toEqual(block(bar, 3, columns));
    }
    await pty.resize(40, 4);
    await pty.until((rows) => rows.length === 3 && /^epoch 2\/2 {2}50 %/.test(rows[0]!));
    await pty.resize(80, 24);
    await pty.until((rows) => rows.at(-1)?.startsWith('steps ') === true);
    allow(100);
    expect(await pty.ended).toBe(0);
    const left = await terminal.screen();
    expect(left.slice(-7)).toEqual([...SUMMARY, expect.stringMatching(/ · all 2 epochs are done$/), 'after the run']);
    expect(await terminal.isClean()).toBe(true);
    for (const changed of ['?25', '?1049']) expect(terminal.bytes).not.toContain(changed); // cursor and screen stay
  });

  test('200×50 with NO_COLOR: the same, wider and without a colour', async () => {
    const { terminal } = train({ columns: 200, rows: 50, env: { GATE, NO_COLOR: '1' } });
    allow(9);
    await pty.until(([first]) => first?.includes('50 %') === true);
    expect(await terminal.screen()).toEqual(block(60, 3));
    allow(100);
    expect(await pty.ended).toBe(0);
    expect(await terminal.screen()).toHaveLength(7);
    expect(terminal.bytes).toContain('\u001b[?2026h');
    expect(terminal.bytes.split('\u001b[').filter((code) => /^[\d;]*m/.test(code))).toEqual([]);
  });

  test('Ctrl-C ends the run where it is listened to, and what the terminal has echoed is gone', async () => {
    const { terminal } = train({ columns: 80, rows: 24, env: { GATE, LISTEN: '1' } });
    allow(9);
    await pty.until(([first]) => first?.includes('50 %') === true);
    pty.type('\u0003');
    // The block below the word comes with the next drawing.
    const rows = await pty.until(([first, ...below]) => first === '[user] stopping' && below.length === 6);
    expect(rows.slice(1)).toEqual(block(19, 3));
    allow(100);
    expect(await pty.ended).toBe(0);
    const because = expect.stringMatching(/ s · user: asked by Ctrl-C$/);
    expect(await terminal.everything()).toEqual(['[user] stopping', ...SUMMARY, because, 'after the run']);
    expect(await terminal.isClean()).toBe(true);
  });

  test('Ctrl-C kills where it is not, and leaves the block and the terminal as they were', async () => {
    const { terminal } = train({ columns: 80, rows: 24, env: { GATE } });
    allow(9);
    await pty.until(([first]) => first?.includes('50 %') === true);
    pty.type('\u0003');
    expect(await pty.ended).toBe(130);
    expect(await terminal.everything()).toEqual([...block(19, 3), '^C']);
    expect(await terminal.isUnchanged()).toBe(true);
  });

  test('what others write to the terminal goes above the block, and an error below the table', async () => {
    const { terminal } = train({ columns: 80, rows: 24, env: { GATE, SAY: '1', FAIL: '10', NO_COLOR: '1' } });
    allow(9);
    await pty.until((rows) => rows.some((row) => row.includes('50 %')));
    expect(await terminal.everything()).toEqual(['said after step 1', 'said after step 7', ...block(19, 3)]);
    allow(100);
    expect(await pty.ended).toBe(1);
    const everything = await terminal.everything();
    const because = expect.stringMatching(/ s · error: .*power cut/);
    expect(everything.slice(0, 8)).toEqual(['said after step 1', 'said after step 7', ...SUMMARY, because]);
    expect(everything.join('\n')).toMatch(/Error: power cut\n +at /);
    expect(await terminal.isClean()).toBe(true);
  });

  test.each([{ CI: 'true' }, { TERM: 'dumb' }])('with %o: plain lines', async (env) => {
    const { terminal } = train({ columns: 80, rows: 24, env });
    expect(await pty.ended).toBe(0);
    expect(terminal.bytes.replaceAll('\r', '').split('\n')).toEqual(PLAIN);
  });
});

test('not in a terminal: plain lines', async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [SCRIPT]);
  expect([...stderr.split('\n').slice(0, -1), ...stdout.split('\n')]).toEqual(PLAIN);
});
