import { expect, it } from 'vitest';
import { doubtsOf } from './doubts.js';

const table = (units: string[], more: object = {}) => ({
  noun: 'pump',
  timeUnit: 'cycles',
  channels: ['flow', 'heat'],
  units,
  offsets: Int32Array.from([...units.keys(), units.length]),
  times: Float64Array.from(units, () => 0),
  ...more,
});
const doubts = (units: string[], more?: object, said = false) => doubtsOf(table(units, more) as never, said);

it.each([
  [['007', '7', 'P-07', 'P-7', '8'], '007 and 7, P-07 and P-7'],
  [['1.0', '1', '2'], '1.0 and 1'],
  [['Pump 1', 'pump  1'], 'Pump 1 and pump  1'],
  [['P\u00fc', 'Pu\u0308'], 'P\u00fc and Pu\\u0308'],
  [
    ['a', 'A', 'b', 'B', 'c', 'C', 'd', 'D', 'e', 'E', 'f', 'F', 'g', 'G'],
    'a and A, b and B, c and C, d and D, e and E, and 2 more',
  ],
])('says of %j that they are taken for different units', (units, shown) => {
  expect(doubts(units)).toEqual([`Taken for different pumps, though their names are almost the same: ${shown}`]);
});

it('says nothing of names that differ', () => {
  expect(doubts(['1', '10', '100', '0.5', '1-11', '11-1', 'P-1', 'Q-1', '1.10', '1.1'])).toEqual([]);
});

it('says it of channels, too', () => {
  expect(doubts(['A'], { channels: ['Flow', 'flow'] })).toEqual([
    'Taken for different channels, though their names are almost the same: Flow and flow',
  ]);
});

it('says that times look like the days of a spreadsheet, unless their unit was named', () => {
  const days = { times: Float64Array.of(45292.25, 45300) };
  const [said] = doubts(['A', 'B'], days);
  expect(said).toMatch(/^Times such as 45292.25 look like the days of a spreadsheet .* counted in cycles/);
  expect(doubts(['A', 'B'], days, true)).toEqual([]);
  expect(doubts(['A', 'B'], { times: Float64Array.of(45292, 12) })).toEqual([]);
});
