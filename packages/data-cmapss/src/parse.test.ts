import { TrainError } from '@amnl/core-loop';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf, errorOf } from '../../../tools/vitest/thrown.js';
import { bytesOf, line } from './fixtures/lines.js';
import { formatCmapss, formatFloat32 } from './format.js';
import { parseCmapss, type RawRows } from './parse.js';

const parse = (text: string) => parseCmapss(bytesOf(text), { file: 'x.txt' });
const three = [line(1, 1), line(1, 2), line(2, 1)];

describe('parseCmapss', () => {
  it('reads units, offsets and values', () => {
    const rows = parse(`${three.join('\n')}\n`);
    expect([...rows.units]).toEqual([1, 2]);
    expect([...rows.offsets]).toEqual([0, 2, 3]);
    expect(rows.values).toHaveLength(3 * 24);
    expect([...rows.values.subarray(24, 28)]).toEqual([0, 0.25, 0.5, 0.75]);
  });

  it.each([
    ['CRLF', `${three.join('\r\n')}\r\n`],
    ['tabs', `${three.join('\n').replaceAll(' ', '\t')}\n`],
    ['leading, double and trailing spaces', `${three.map((l) => `  ${l.replaceAll(' ', '  ')} \t `).join('\n')}\n`],
    ['no last line feed', three.join('\n')],
    ['blank lines', `\n${three.join('\n \n\r\n')}\n\n`],
    ['byte order mark', `\ufeff${three.join('\n')}\n`],
    [
      'signs, exponents and decimals of every shape',
      `${three.join('\n').replace(' 0.25 ', ' +2.5e-1 ').replace(' 3 ', ' 3. ')}\n`,
    ],
  ])('reads %s alike', (_, text) => {
    expect(parse(text)).toEqual(parse(`${three.join('\n')}\n`));
  });

  it.each([
    ['in the first line', 4096, 0],
    ['behind a byte order mark', 4096, 3],
    ['in a later line', 4096, 0],
  ])('has one limit for the length of a line, however the file is cut: %s', (where, limit, mark) => {
    const before = where === 'in a later line' ? `${line(1, 1)}\n` : '';
    const last = line(1, before === '' ? 1 : 2);
    for (const [length, fits] of [
      [limit, true],
      [limit + 1, false],
    ] as const) {
      const text = `${mark > 0 ? '\ufeff' : ''}${before}${' '.repeat(length - mark - last.length)}${last}\n`;
      const bytes = bytesOf(text);
      for (const step of [bytes.length, 1000, 7]) {
        const chunks = Array.from({ length: Math.ceil(bytes.length / step) }, (_, i) =>
          bytes.subarray(i * step, (i + 1) * step),
        );
        const read = () => parseCmapss(chunks, { file: 'x.txt' });
        if (fits) expect(read().offsets.at(-1)).toBe(before === '' ? 1 : 2);
        else expect(codeOf(read)).toBe('DC_LINE_TOO_LONG');
      }
    }
  });

  it.each([
    ['DC_FILE_EMPTY', '', 'x.txt holds no rows'],
    ['DC_FILE_EMPTY', '\n \n', 'x.txt holds no rows'],
    ['DC_COLUMN_COUNT', `${line(1, 1)}\n1 2 3\n`, 'x.txt, line 2, column 3: expected 26 columns, found 3'],
    ['DC_COLUMN_COUNT', `${line(1, 1)} 7 8\n`, 'x.txt, line 1, column 27: expected 26 columns, found 28'],
    [
      'DC_NOT_A_NUMBER',
      `${line(1, 1)}\n${line(1, 2, [0, 'abc'])}\n`,
      'x.txt, line 2, column 4 (setting_2): expected a number, found "abc"',
    ],
    ['DC_NOT_A_NUMBER', line(1, 1).replaceAll(' ', ','), 'found "1,1,0,0.25'],
    ['DC_NOT_A_NUMBER', line(1, 1).replaceAll(' ', ','), 'separated by spaces or tabs'],
    ['DC_NOT_A_NUMBER', line(1, 1, ['0x10']), 'found "0x10"'],
    ['DC_NOT_A_NUMBER', line(1, 1, ['1.2.3']), 'found "1.2.3"'],
    ['DC_NOT_A_NUMBER', line(1, 1, ['-']), 'column 3 (setting_1): expected a number, found "-"'],
    ['DC_NOT_A_NUMBER', line(1, 1, ['.']), 'found "."'],
    ['DC_NOT_A_NUMBER', line(1, 1, ['1e']), 'found "1e"'],
    ['DC_NOT_A_NUMBER', line(1, 1, ['\u001b[2J']), 'found "\\u001b[2J"'],
    ['DC_NOT_A_NUMBER', line(1, 1, ['1'.repeat(600)]), `found "${'1'.repeat(40)}…"`],
    [
      'DC_NOT_FINITE',
      line(1, 1, [1, 2, 3, 'NaN']),
      'x.txt, line 1, column 6 (sensor_1): expected a finite float32 number, found "NaN"',
    ],
    ['DC_NOT_FINITE', line(1, 1, ['-inf']), 'found "-inf"'],
    ['DC_NOT_FINITE', line(1, 1, ['Infinity']), 'found "Infinity"'],
    ['DC_NOT_FINITE', line(1, 1, ['1e39']), 'found "1e39"'],
    [
      'DC_NOT_INTEGER',
      line('1.5', 1),
      'x.txt, line 1, column 1 (unit): expected a whole number of at least 1, found 1.5',
    ],
    ['DC_NOT_INTEGER', `${line(1, 1)}\n${line(1, 1.5)}`, 'line 2, column 2 (cycle)'],
    ['DC_NOT_INTEGER', line(0, 1), 'found 0'],
    [
      'DC_CYCLE_GAP',
      `${line(1, 1)}\n${line(1, 3)}`,
      'line 2, column 2 (cycle): unit 1 goes from cycle 1 to 3; expected 2',
    ],
    ['DC_CYCLE_GAP', `${line(1, 1)}\n${line(1, 1)}`, 'unit 1 goes from cycle 1 to 1'],
    ['DC_CYCLE_GAP', `${line(1, 1)}\n${line(2, 4)}`, 'unit 2 starts at cycle 4; expected 1'],
    ['DC_ENGINE_ORDER', line(2, 1), 'line 1, column 1 (unit): expected unit 1 at the start, found 2'],
    ['DC_ENGINE_ORDER', `${line(1, 1)}\n${line(3, 1)}`, 'expected unit 2 after unit 1, found 3'],
    [
      'DC_ENGINE_ORDER',
      `${line(1, 1)}\n${line(2, 1)}\n${line(1, 2)}`,
      'line 3, column 1 (unit): expected unit 3 after unit 2, found 1',
    ],
    ['DC_LINE_TOO_LONG', '1 '.repeat(4000), 'more than 4096 bytes'],
  ])('%s: %j', (code, text, message) => {
    const error = errorOf(() => parse(text));
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
    expect(error.message).toMatch(/^\[data-cmapss\] .*\. \(DC_[A-Z_]+\)$/);
  });

  it('admits an excerpt of some units when asked', () => {
    const text = `${line(7, 1)}\n${line(7, 2)}\n${line(9, 1)}\n`;
    expect(codeOf(() => parse(text))).toBe('DC_ENGINE_ORDER');
    const rows = parseCmapss(bytesOf(text), { file: 'x', units: 'increasing' });
    expect([...rows.units]).toEqual([7, 9]);
    const backwards = bytesOf(`${line(7, 1)}\n${line(6, 1)}\n`);
    expect(codeOf(() => parseCmapss(backwards, { file: 'x', units: 'increasing' }))).toBe('DC_ENGINE_ORDER');
  });

  it('stops at the most rows it may read', () => {
    const text = bytesOf(Array.from({ length: 10 }, (_, i) => `${line(1, i + 1)}\n`).join(''));
    expect(parseCmapss(text, { file: 'x', maxRows: 10 }).values).toHaveLength(240);
    expect(codeOf(() => parseCmapss(text, { file: 'x', maxRows: 9 }))).toBe('DC_FILE_TOO_LARGE');
    expect(codeOf(() => parseCmapss(text, { file: 'x', maxRows: Number.NaN }))).toBe('DC_OPTION_INVALID');
  });

  it('grows beyond its first block', () => {
    const rows = parse(Array.from({ length: 9000 }, (_, i) => line(1, i + 1, [i])).join('\n'));
    expect(rows.values[8999 * 24]).toBe(8999);
    expect(rows.values).toHaveLength(9000 * 24);
  });
});

describe('properties of parseCmapss', () => {
  const finite = fc.float({ noNaN: true, noDefaultInfinity: true });
  const fleet: fc.Arbitrary<RawRows> = fc
    .array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 })
    .chain((lengths) => {
      const rows = lengths.reduce((a, b) => a + b, 0);
      return fc.array(finite, { minLength: rows * 24, maxLength: rows * 24 }).map((values) => ({
        units: Int32Array.from(lengths, (_, i) => i + 1),
        offsets: Int32Array.from([0, ...lengths.map((_, i) => lengths.slice(0, i + 1).reduce((a, b) => a + b, 0))]),
        values: Float32Array.from(values),
      }));
    });
  const formatted = (rows: RawRows) => bytesOf([...formatCmapss(rows)].join(''));

  it('parse(format(x)) = x, bit for bit', () => {
    fc.assert(
      fc.property(fleet, (rows) => {
        const back = parseCmapss(formatted(rows), { file: 'x' });
        expect(back.units).toEqual(rows.units);
        expect(back.offsets).toEqual(rows.offsets);
        expect(new Uint32Array(back.values.buffer)).toEqual(new Uint32Array(rows.values.buffer));
      }),
      { numRuns: 100 },
    );
  });

  it('does not depend on where the chunks are cut', () => {
    fc.assert(
      fc.property(fleet, fc.integer({ min: 1, max: 97 }), (rows, size) => {
        const bytes = formatted(rows);
        const chunks: Uint8Array[] = [];
        for (let i = 0; i < bytes.length; i += size) chunks.push(bytes.slice(i, i + size));
        expect(parseCmapss(chunks, { file: 'x' })).toEqual(parseCmapss(bytes, { file: 'x' }));
      }),
      { numRuns: 50 },
    );
  });

  it('reads every number as Math.fround(Number(text))', () => {
    const digits = fc.stringMatching(/^[0-9]{1,22}$/);
    const text = fc
      .tuple(fc.constantFrom('', '-', '+'), digits, fc.option(digits), fc.option(fc.integer({ min: -50, max: 20 })))
      .map(([sign, whole, part, e]) => `${sign}${whole}${part === null ? '' : `.${part}`}${e === null ? '' : `e${e}`}`)
      .filter((t) => Number.isFinite(Math.fround(Number(t))));
    fc.assert(
      fc.property(fc.oneof(text, fc.double({ noNaN: true, min: -1e30, max: 1e30 }).map(String)), (number) => {
        expect(Object.is(parse(line(1, 1, [number])).values[0], Math.fround(Number(number)))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('gives a valid result or a TrainError, whatever the bytes', () => {
    const good = bytesOf(`${three.join('\n')}\n`);
    const mutation = fc.tuple(
      fc.nat(good.length - 1),
      fc.oneof(fc.nat(255), fc.constantFrom(10, 13, 32, 45, 46, 48, 49, 101)),
    );
    const check = (bytes: Uint8Array) => {
      try {
        const rows = parseCmapss(bytes, { file: 'x' });
        expect(rows.values).toHaveLength(rows.offsets.at(-1)! * 24);
        expect(rows.values.every(Number.isFinite)).toBe(true);
        expect(rows.offsets).toHaveLength(rows.units.length + 1);
      } catch (error) {
        expect(error).toBeInstanceOf(TrainError);
      }
    };
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 6 }), (mutations) => {
        const bytes = good.slice();
        for (const [at, byte] of mutations) bytes[at] = byte;
        check(bytes);
      }),
      { numRuns: 2000 },
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), check), { numRuns: 500 });
  });
});

describe('formatFloat32', () => {
  it.each([
    [0, '0'],
    [-0, '-0'],
    [100, '100'],
    [Math.fround(518.67), '518.67'],
    [Math.fround(8.4195), '8.4195'],
    [Math.fround(9046.19), '9046.19'],
    [Math.fround(1e-7), '1e-7'],
    [Math.fround(1 / 3), '0.33333334'],
    [16777217 - 1, '16777216'],
  ])('writes %d as %s', (x, text) => expect(formatFloat32(x)).toBe(text));
});
