import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'trees-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = (name: string) => join(folder, name);
const node = (...args: string[]) =>
  execFileSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const amnl = (...args: string[]) => node(at('../../../packages/cli/bin/amnl.mjs'), ...args);
const python = ['python3', 'python'].find((name) => {
  try {
    execFileSync(name, ['-c', 'import sklearn'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

beforeAll(() => {
  amnl('data', 'simulate', '--out', path('fleet'), '--units', '12');
  const settings = { preset: 'quick', dataDir: path('fleet'), window: 20, age: true };
  writeFileSync(path('benchmark.json'), JSON.stringify({ seeds: [1, 2], settings, variants: { amnl: {} } }));
  amnl('benchmark', 'define', path('benchmark.json'), '--no-predict', '--out', path('benchmark'));
  node(at('../windows.mjs'), path('benchmark'), 'amnl', path('windows'));
});

test('the windows of each run are written, with the units that its seed holds out', () => {
  const read = (seed: number, name: string) => readFileSync(path(`windows/FD001/seed-${seed}/${name}`));
  const { columns, units, window, rulCap } = JSON.parse(read(1, 'about.json').toString());
  expect({ columns: columns.length % 4, units: units.length, window, rulCap }).toEqual({
    columns: 0,
    units: 12,
    window: 20,
    rulCap: 125,
  });
  expect(columns).toContain('age slope');
  const bytes = 4 * columns.length;
  expect(read(1, 'test.x.f32').length).toBe(12 * bytes);
  expect(read(1, 'train.x.f32').length / bytes).toBe(read(1, 'train.y.f32').length / 4);
  expect(read(1, 'holdout.y.f32')).not.toEqual(read(2, 'holdout.y.f32'));
  expect(read(1, 'test.y.f32')).toEqual(read(2, 'test.y.f32'));
});

test.skipIf(python === undefined)('trees learn from them, and their results have what a report needs', () => {
  execFileSync(python!, [at('../trees.py'), path('windows'), path('trees.json')]);
  const { format, variant, runs } = JSON.parse(readFileSync(path('trees.json'), 'utf8'));
  expect({ format, variant, seeds: runs.map((run: { seed: number }) => run.seed).sort() }).toEqual({
    format: 'amnl-benchmark-others',
    variant: 'trees',
    seeds: [1, 2],
  });
  expect(runs[0].predicted).toHaveLength(12);
  expect(runs[0].history).toHaveLength(50);
});
