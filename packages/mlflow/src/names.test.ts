import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accepted, Names, valueText } from './names.js';

test.each([
  ['val_loss', 'val_loss'],
  ['train/loss', 'train/loss'],
  ['größe 損失', 'größe 損失'],
  ['a:b', 'a_b'],
  ['/a//b/./c/', 'a/b/c'],
  ['../../etc', '__/__/etc'],
  ['', '_'],
  ['.', '_'],
  ['😀', '_'],
])('%s → %s', (name, expected) => {
  expect(accepted(name)).toBe(expected);
});

test('whatever the name, MLflow takes it, and different names stay different', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 300 }), { maxLength: 8 }), (names) => {
      const mapped = new Names();
      const unique = [...new Set(names)];
      const results = unique.map((name) => mapped.of(name));
      expect(new Set(results).size).toBe(unique.length);
      for (const name of results) {
        // MLflow's own rule, and `posixpath.normpath` leaves it as it is.
        expect(name).toMatch(/^[\p{L}\p{N}_\-. /]{1,250}$/u);
        expect(name).not.toMatch(/^\/|\/\/|\/$|(^|\/)\.\.?(\/|$)/);
      }
    }),
  );
});

test('a value is cut, and no letter in half', () => {
  expect(valueText('abcdef', 4)).toBe('abc…');
  expect(valueText('ab😀ef', 4)).toBe('ab…');
  expect([valueText({ a: [1] }, 99), valueText(null, 99), valueText(true, 99)]).toEqual(['{"a":[1]}', 'null', 'true']);
});
