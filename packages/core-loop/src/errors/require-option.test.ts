import { expect, it } from 'vitest';
import { requireOption } from './require-option.js';

it.each([
  ['3', '"3"'],
  ['', '""'],
  ['a"b\u001b[2J', '"a\\"b\\u001b[2J"'],
  ['x'.repeat(1000), `"${'x'.repeat(60)}…"`],
  [3.5, '3.5'],
  [Number.NaN, 'NaN'],
  [undefined, 'undefined'],
  [null, 'null'],
  [false, 'false'],
  [2n, '2'],
  [Math.max, 'a function (max)'],
  [[1, 'a', [2]], '[1, "a", an array]'],
  [Array.from({ length: 100 }, (_, i) => i), '[0, 1, 2, 3, 4, 5, 6, 7, …]'],
  [{ a: 1 }, 'an object with a'],
  [Promise.resolve(1), 'a promise'],
])('%o reads %s', (found, words) => {
  expect(() => requireOption('early-stop', true, 'patience', 'a positive integer', found)).not.toThrow();
  expect(() => requireOption('early-stop', false, 'patience', 'a positive integer', found)).toThrow(
    `[early-stop] \`patience\` must be a positive integer, but is ${words}. (CL_OPTION_INVALID)`,
  );
});
