import { expect, test } from 'vitest';
import { selectionInWords } from './selection.js';

const holdout = { selection: 'holdout', holdoutFraction: 0.2 } as const;

test('the selection rule says which figures are optimistic', () => {
  expect(selectionInWords({ selection: 'test', holdoutFraction: 0.2 }, true)).toMatch(
    /on the test units.*the benchmark/,
  );
  const own = { selection: 'test' as const, holdoutFraction: 0.2, data: ['pumps.csv'] };
  expect(selectionInWords(own, true)).toBe('best epoch selected on the test units (so the figures are optimistic)');
  expect(selectionInWords(holdout, true)).toContain('20 % of the training units, held out; test units untouched');
  const held = selectionInWords(holdout, false);
  expect(held).toContain('without test units the figures are of these, and optimistic');
  expect(held).not.toContain('untouched');
});
