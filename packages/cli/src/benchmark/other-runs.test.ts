import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../test/amnl.js';
import { otherResults, otherVariant, readOtherRuns } from './other-runs.js';

const { path: folder, remove } = temporaryFolder();
afterAll(remove);

const run = {
  subset: 'X',
  seed: 1,
  units: ['1', '2'],
  truths: [10, 20],
  predicted: [13, 16], // an RMSE of √12.5
  history: [
    { holdout: 9, rmse: 3, nasa: 1 },
    { holdout: 8, rmse: Math.sqrt(12.5), nasa: 2 },
    { holdout: 8.5, rmse: 4, nasa: 3 },
  ],
  ...{ hours: 0.5, threads: 2, machine: 'there' },
};
const file = { format: 'amnl-benchmark-others', version: 1, variant: 'trees', settings: { trees: '500' }, runs: [run] };
const read = (content: object) => {
  const path = join(folder, 'others.json');
  writeFileSync(path, JSON.stringify(content));
  return readOtherRuns(path);
};

describe('results of another program', () => {
  test('are a variant like the others', async () => {
    const others = await read(file);
    expect(otherVariant(others)).toEqual({
      name: 'trees',
      settings: { trees: '500' },
      epochs: 3,
      selection: 'holdout',
    });
    expect(otherResults(others)).toMatchObject([
      {
        name: 'trees/X/seed-1',
        result: {
          final: { rmse: Math.sqrt(12.5), nasa: Math.expm1(0.3) + Math.expm1(4 / 13) },
          choices: { holdout: { epoch: 1, nasa: 2 }, test: { epoch: 0, rmse: 3 }, last: { epoch: 2, rmse: 4 } },
          curves: { holdout: [9, 8, 8.5], test: [3, Math.sqrt(12.5), 4] },
        },
      },
    ]);
  });

  test.each([
    [
      'predictions of another epoch',
      { ...run, predicted: [13, 20] },
      /says 3.535.* of the epoch that its units held out choose/,
    ],
    ['a prediction too few', { ...run, predicted: [13] }, /has 2 units, 2 truths and 1 predictions/],
    ['a figure that is text', { ...run, truths: ['10', '20'] }, /at 'runs.0.truths.0'/],
    ['no epoch', { ...run, history: [] }, /at 'runs.0.history'/],
  ])('with %s are refused', async (_, bad, reason) => {
    await expect(read({ ...file, runs: [bad] })).rejects.toThrow(reason);
  });
});
