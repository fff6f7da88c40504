import { expect, test, vi } from 'vitest';
import type { FoldsResult } from '../../schemas/folds.js';
import { printFolds } from './print-folds.js';

test('errors of lives that are short in their unit have as many more digits as in all other tables', () => {
  const said: string[] = [];
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  const figures = { RMSE_last_cycle: 0.0123456, concordance_last_cycle: 0.75 };
  const one = { fold: 1, folder: 'fold-1', held_out_units: 2, held_out_running_units: 0, held_out: figures };
  const result = { config: { rulCap: 0.1 }, data: {}, results: [one], selection: 'a rule', simulated: false };
  try {
    printFolds('runs/years', result as unknown as FoldsResult, 'years');
  } finally {
    stderr.mockRestore();
  }
  expect(said.join('').split('\n')).toContainEqual(expect.stringMatching(/^ {2}1 +2 +0\.0123 +n\/a +0\.750$/));
});
