// The contributions to predictions of a network that was trained on NASA's files, with its rough ways: they add up.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import type { RunReasons } from '../src/schemas/reasons.js';
import { temporaryFolder } from './amnl.js';
import { amnlHere } from './amnl-here.js';

const NASA = process.env['AMNL_DATA_DIR'] || fileURLToPath(new URL('../../../../shared/data/cmapss', import.meta.url));
const isReal = existsSync(`${NASA}/train_FD001.txt`);
const { path: folder, remove } = temporaryFolder();
afterAll(remove);

const SMALL = ['hidden=16', 'channels=16', 'heads=2', 'funnel=16', 'stride=6', 'learningRate=0.004'];

describe.skipIf(!isReal)('FD001', () => {
  test('of the ten engines that matter, contributions are the difference of both predictions', async () => {
    const run = join(folder, 'run');
    const sets = SMALL.flatMap((setting) => ['--set', setting]);
    const args = ['train', '--dataset', 'FD001', '--data-dir', NASA, '--epochs', '4', ...sets, '--out', run];
    const { code, stderr } = await amnlHere(args);
    expect(code, stderr).toBe(0);
    const { units, time_unit } = JSON.parse(readFileSync(join(run, 'reasons.json'), 'utf8')) as RunReasons;
    expect(time_unit).toBe('cycles');
    expect(units.length).toBeGreaterThanOrEqual(5);
    for (const { unit, rul, baseline_rul, sum, channels, rows, points, among } of units) {
      const difference = rul - baseline_rul;
      // The most urgent are far from the mean of training; what was predicted worst may be near it.
      if (among.includes('urgent')) expect(Math.abs(difference), unit).toBeGreaterThan(10);
      const floor = (points < 512 ? 1e-4 : 1e-3) * Math.max(rul, baseline_rul);
      expect(Math.abs(sum - difference), unit).toBeLessThanOrEqual(Math.max(0.01 * Math.abs(difference), floor) + 1e-3);
      for (const parts of [channels, rows]) {
        const total = parts.reduce((all, { contribution }) => all + contribution, 0);
        expect(total, unit).toBeCloseTo(sum, 2);
      }
    }
  });
});
