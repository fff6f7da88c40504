import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'pumps-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Output = { readonly stdout: string; readonly stderr: string };
const env = { ...process.env, PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH']}`, NO_COLOR: '1' };
const sh = (text: string): Promise<Output> =>
  promisify(execFile)('bash', ['-eu', '-c', text], { cwd: folder, env, maxBuffer: 1e9 });
const rowsOf = (csv: string) => {
  const [header = '', ...lines] = csv.trimEnd().split('\n');
  const names = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i]!, cell])));
};
const read = (path: string) => readFileSync(join(folder, path), 'utf8');

/** The commands of the guide in their order, as they stand there; only what is installed already is left out. */
const guide = readFileSync(join(root, 'docs/your-own-data.md'), 'utf8');
const commands = [...guide.matchAll(/```sh\n(.*?)```/gs)]
  .flatMap(([, block = '']) => block.trimEnd().split('\n'))
  .map((line) => line.replace(/\s+#\s.*$/, ''))
  .filter((line) => !line.startsWith('npm install'));

const outputs = new Map<string, Output>();
const output = (start: string) => [...outputs].find(([command]) => command.startsWith(start))![1];

beforeAll(async () => {
  mkdirSync(join(folder, 'bin'));
  const amnl = `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'packages/cli/bin/amnl.mjs')}" "$@"\n`;
  writeFileSync(join(folder, 'bin/amnl'), amnl, { mode: 0o755 });
  symlinkSync(join(root, 'examples'), join(folder, 'examples'), 'dir');
  for (const command of commands) {
    if (command.includes('fahrenheit.csv')) writeFileSync(join(folder, 'fahrenheit.csv'), inFahrenheit());
    outputs.set(command, await sh(command));
  }
}, 3_600_000); // a training: half a minute of a processor that has nothing else to do

/** What the guide's program in Python writes. */
function inFahrenheit(): string {
  const lines = read('pumps/pumps.csv').split('\n');
  const at = lines[0]!.split(',').indexOf('bearing_temp');
  return lines
    .map((line, i) => {
      const cells = line.split(',');
      if (i > 0 && cells[at]) cells[at] = String((Number(cells[at]) * 9) / 5 + 32);
      return cells.join(',');
    })
    .join('\n');
}

test('the guide has its three commands', () => {
  for (const start of ['amnl data describe', 'amnl train', 'amnl predict']) {
    expect(commands.filter((command) => command.startsWith(start)).length).toBeGreaterThan(0);
  }
});

test('the table: thirty pumps, a third still running, two cells of a hundred empty', () => {
  const rows = rowsOf(read('pumps/pumps.csv'));
  const failed = rows.filter((row) => row['failed'] === '1').map((row) => row['machine']);
  expect([new Set(rows.map((row) => row['machine'])).size, new Set(failed).size]).toEqual([30, 20]);
  const cells = rows.flatMap((row) => Object.values(row).slice(2, -1));
  const empty = cells.filter((cell) => cell === '').length / cells.length;
  expect(Math.abs(empty - 0.02)).toBeLessThan(0.002);
  expect(output('amnl data describe').stdout).toContain('30 machines');
});

test('the list: the running pumps alone, the most urgent first, all in range', () => {
  const list = rowsOf(output('amnl predict').stdout);
  const running = rowsOf(read('pumps/truth/lives.csv')).filter((pump) => pump['running'] === '1');
  expect(list.map((row) => row['unit']).sort()).toEqual(running.map((pump) => pump['machine']).sort());
  const lives = list.map((row) => Number(row['rul']));
  expect(lives).toEqual([...lives].sort((a, b) => a - b));
  expect(list.every((row) => row['in_range'] === '1')).toBe(true);
  expect(output('amnl predict').stderr).toContain('20 of 30 machines, which failed');
  const now = Date.parse('2026-06-30T06:00:00Z');
  for (const row of list) expect(now - Date.parse(row['timestamp']!)).toBeLessThan(48 * 3_600_000);
});

test('degrees Fahrenheit are said first, and flagged', () => {
  const { stdout, stderr } = output('amnl predict runs/pumps --data fahrenheit.csv');
  expect(stderr).toMatch(/OUT OF RANGE: .*bearing_temp/);
  const list = rowsOf(stdout);
  expect(list.filter((row) => row['in_range'] === '0').length).toBeGreaterThan(list.length / 2);
});

test('the report is of these pumps, and bears no name of others', () => {
  const report = read('runs/pumps/report.html');
  expect(report).toContain('machine');
  expect(report).not.toMatch(/FD00\d|turbofan/i);
});

test('by the true lives the network is clearly better than the best constant, for failed and for running pumps', async () => {
  await sh('amnl predict runs/pumps --data pumps/pumps.csv --output predictions.csv');
  const { stdout } = await sh('node examples/pumps/compare.mjs runs/pumps predictions.csv pumps/truth/lives.csv');
  const table = new Map(
    [...stdout.matchAll(/^│ (.+?) +│ (\d+) +│ (\d+) +│ ([\d.]+) +│ ([\d.]+) +│ ([\d.]+) +│$/gm)].map(
      ([, name, ...numbers]) => [name, numbers.map(Number)],
    ),
  );
  const figures = (name: string) => {
    const [pumps, rows, error, constant, order] = table.get(name)!;
    return { pumps, rows, share: error! / constant!, order };
  };
  // Measured: see README. What is left to the bars is what another processor's rounding does to a training.
  expect(figures('failed, trained on').share).toBeLessThan(0.5);
  expect(figures('failed, trained on').order).toBeGreaterThan(0.85);
  const heldOut = figures('failed, held out');
  expect(heldOut).toMatchObject({ pumps: 4 });
  expect(heldOut.share).toBeLessThan(0.8);
  expect(heldOut.order).toBeGreaterThan(0.78);
  const now = figures('running, now');
  expect(now).toMatchObject({ pumps: 10, rows: 10 });
  expect(now.share).toBeLessThan(0.95);
  expect(now.order).toBeGreaterThan(0.65);
});
