import { expect, test } from 'vitest';
import { selectionInWords } from './selection.js';

const holdout = { selection: 'holdout', holdoutFraction: 0.2 } as const;

test('the selection rule says which figures are optimistic', () => {
  expect(selectionInWords({ selection: 'test', holdoutFraction: 0.2 }, true)).toContain('on the test units');
  expect(selectionInWords(holdout, true)).toContain('20 % of the training units, held out; test units untouched');
  const own = selectionInWords(holdout, false);
  expect(own).toContain('without test units the figures are of these, and optimistic');
  expect(own).not.toContain('untouched');
});
