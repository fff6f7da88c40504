import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bitwiseCrc32c } from '../test/event-reader.js';
import { crc32c, maskedCrc32c } from './crc32c.js';

const bytes = (n: number, byte: (i: number) => number) => Uint8Array.from({ length: n }, (_, i) => byte(i));
const text = (value: string) => new TextEncoder().encode(value);

describe('crc32c', () => {
  it.each([
    ['nothing', new Uint8Array(), 0],
    ['the check value of the CRC catalogue', text('123456789'), 0xe3069283],
    ['RFC 3720: 32 zeros', bytes(32, () => 0), 0x8a9136aa],
    ['RFC 3720: 32 ones', bytes(32, () => 0xff), 0x62a8ab43],
    ['RFC 3720: incrementing', bytes(32, (i) => i), 0x46dd794e],
    ['RFC 3720: decrementing', bytes(32, (i) => 31 - i), 0x113fdb5c],
  ])('%s', (_, data, expected) => {
    expect(crc32c(data)).toBe(expected);
  });

  it('equals a checksum that is computed bit by bit', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (data) => crc32c(data) === bitwiseCrc32c(data)));
  });
});

describe('maskedCrc32c', () => {
  it.each([
    // As an event file of TensorFlow begins: a record of 24 bytes.
    ['the length 24', bytes(8, (i) => (i === 0 ? 24 : 0)), 0x224b7fa3],
    // crc32c 0 gives the constant alone.
    ['nothing', new Uint8Array(), 0xa282ead8],
  ])('%s', (_, data, expected) => {
    expect(maskedCrc32c(data)).toBe(expected);
  });
});
