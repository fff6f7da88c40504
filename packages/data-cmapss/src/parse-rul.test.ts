import { TrainError } from '@amnl/core-loop';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../../../tools/vitest/thrown.js';
import { bytesOf } from './fixtures/lines.js';
import { formatRul } from './format.js';
import { parseRul } from './parse-rul.js';

describe('parseRul', () => {
  it.each([
    ['NASA’s form', '112 \n98 \n'],
    ['CRLF, blanks, tab, no last line feed', '\ufeff 112\r\n\n\t98'],
    ['decimals that are whole', '112.0\n9.8e1\n'],
  ])('reads %s', (_, text) => expect([...parseRul(bytesOf(text), 'r.txt', 2)]).toEqual([112, 98]));

  it.each([
    ['DC_FILE_EMPTY', '\n\n', 'r.txt holds no values'],
    ['DC_RUL_COUNT', '1\n2\n3\n', 'r.txt has 3 values for 2 test units'],
    ['DC_RUL_COUNT', '1\n', 'r.txt has 1 value for 2 test units'],
    ['DC_COLUMN_COUNT', '1 2\n3 4\n', 'r.txt, line 1, column 2: expected 1 column, found 2'],
    ['DC_NOT_A_NUMBER', '1\nx\n', 'r.txt, line 2, column 1 (remaining life): expected a number, found "x"'],
    ['DC_NOT_FINITE', 'nan\n1\n', 'found "nan"'],
    ['DC_NOT_INTEGER', '1.5\n1\n', 'expected a whole number of cycles from 0 on, found "1.5"'],
    ['DC_NOT_INTEGER', '-3\n1\n', 'found "-3"'],
    ['DC_NOT_INTEGER', '2147483648\n1\n', 'found "2147483648"'],
    ['DC_LINE_TOO_LONG', '1'.repeat(5000), 'more than 4096 bytes'],
    ['DC_LINE_TOO_LONG', `${' '.repeat(4096)}1\n2\n`, 'more than 4096 bytes'],
  ])('%s: %j', (code, text, message) => {
    const error = errorOf(() => parseRul(bytesOf(text), 'r.txt', 2));
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
  });

  it('reads back what formatRul writes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 31 - 1 }), { minLength: 1 }), (values) => {
        expect([...parseRul(bytesOf(formatRul(Int32Array.from(values))), 'r', values.length)]).toEqual(values);
      }),
    );
  });

  it('gives values or a TrainError, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          expect(parseRul(bytes, 'r', 1)).toHaveLength(1);
        } catch (error) {
          expect(error).toBeInstanceOf(TrainError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
