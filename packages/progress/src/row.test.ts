import { describe, expect, it } from 'vitest';
import { fitRow, padLabel } from './row.js';
import { render } from './segments.js';

const row = {
  label: { text: 'RMSE_last_cycle' },
  parts: [
    { text: '20.58', rank: 0 },
    { text: ' best 18.91', rank: 1 },
    { text: ' (epoch 12)', rank: 2 },
  ],
};

describe('fitRow', () => {
  it.each([
    [45, 18, 'RMSE_last_cycle   20.58 best 18.91 (epoch 12)'],
    [44, 18, 'RMSE_last_cycle   20.58 best 18.91'],
    [33, 18, 'RMSE_last_cycle   20.58'],
    [22, 18, 'RMSE_last_cycle  20.58'],
    [19, 16, 'RMSE_last_cy… 20.58'],
    [12, 16, 'RMSE_… 20.58'],
    [3, 16, 'RM…'],
  ])('into %i columns', (width, column, expected) => {
    expect(render(fitRow(row, width, column), false, width)).toBe(expected);
  });

  it('lets no control characters of a name through, and counts what stands for them', () => {
    const line = fitRow({ label: { text: '\u001b[31mloss' }, parts: [{ text: '1', rank: 0 }] }, 20, 15);
    expect(render(line, false)).toBe('\\u001b[31mloss 1');
  });
});

it('a label always has a space after it', () => {
  expect(padLabel('loss', 6)).toBe('loss  ');
  expect(padLabel('losses', 6)).toBe('loss… ');
  expect(padLabel('誤差誤差', 6)).toBe('誤差… ');
});
