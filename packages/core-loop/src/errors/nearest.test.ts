import { expect, it } from 'vitest';
import { didYouMean, nearest } from './nearest.js';

it.each([
  ['sdg', ['sgd', 'adam'], 'sgd'],
  ['Flow', ['heat', 'flow'], 'flow'],
  ['temprature', ['pressure', 'temperature'], 'temperature'],
  ['flow', ['speed', 'flow_of_the_second_pump'], undefined],
  ['x', [], undefined],
])('for %s among %j finds %s', (name, known, found) => {
  expect(nearest(name, known)).toBe(found);
});

it('does not compare names of millions of letters', () => {
  const long = 'flow'.repeat(1e6);
  expect(didYouMean(long, [`${long}s`, 'flow'])).toBe('');
  expect(didYouMean('flo', [long, 'flow'])).toBe(" Did you mean 'flow'?");
});
