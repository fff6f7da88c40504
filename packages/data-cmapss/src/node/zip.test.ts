import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { bytesOf, errorOf } from '../fixtures/tiny-fleet.js';
import { unpack, type ZipMember, zipMembers } from './zip.js';

const zip = zipSync({ 'a/one.txt': bytesOf('one '.repeat(50)), 'two.txt': [bytesOf('two'), { level: 0 }] });
/** The archive with one of its fields changed: `at` bytes behind the first place where `signature` stands. */
function altered(signature: number, at: number, value: number, bytes: 2 | 4 = 4): Uint8Array {
  const copy = zip.slice();
  const view = new DataView(copy.buffer);
  let place = 0;
  while (view.getUint32(place, true) !== signature) place++;
  if (bytes === 4) view.setUint32(place + at, value, true);
  else view.setUint16(place + at, value, true);
  return copy;
}
const END = 0x06054b50;
const ENTRY = 0x02014b50;
const readAll = (bytes: Uint8Array) => [...zipMembers(bytes)].map((member) => [member.name, unpack(member)] as const);

describe('zipMembers', () => {
  it('lists names, sizes and what is packed', () => {
    expect(readAll(zip).map(([name, bytes]) => [name, Buffer.from(bytes).toString()])).toEqual([
      ['a/one.txt', 'one '.repeat(50)],
      ['two.txt', 'two'],
    ]);
  });

  it('reads an archive with a comment behind it, and one that lies inside a larger buffer', () => {
    const commented = Uint8Array.of(...altered(END, 20, 3, 2), 1, 2, 3);
    expect(readAll(Uint8Array.of(9, ...commented).subarray(1))).toHaveLength(2);
  });

  it.each([
    ['a directory beyond the file', altered(END, 16, 0x7fffffff), 'outside'],
    ['a directory longer than the file', altered(END, 12, 0xfffffffe), 'outside'],
    ['65,535 members claimed', altered(END, 10, 0xffff, 2), 'claims 65535 members and holds 2'],
    ['a name longer than the directory', altered(ENTRY, 28, 0xffff, 2), 'beyond the directory'],
    ['a member beyond the file', altered(ENTRY, 42, 0x7fffffff), 'not where the directory says'],
    ['a packed size beyond the file', altered(ENTRY, 20, 0x7fffffff), 'runs into the directory'],
    ['an encrypted member', altered(ENTRY, 8, 1, 2), 'encrypted'],
    ['sizes in a zip64 record', altered(ENTRY, 24, 0xffffffff), 'zip64'],
    ['an unknown method', altered(ENTRY, 10, 99, 2), 'method 99'],
    ['a stored member of another size', altered(ENTRY, 10, 0, 2), 'instead of 200'],
  ])('refuses %s', (_, bytes, message) => {
    const error = errorOf(() => readAll(bytes));
    expect(error.code).toBe('DC_ARCHIVE_INVALID');
    expect(error.message).toContain(message);
  });

  it('gives members or a TrainError, whatever the bytes', () => {
    const damaged = fc
      .array(fc.tuple(fc.nat(zip.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 })
      .map((changes) => {
        const copy = zip.slice();
        for (const [at, value] of changes) copy[at] = value;
        return copy;
      });
    fc.assert(
      fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 300 })), (bytes) => {
        try {
          for (const [, unpacked] of readAll(bytes)) expect(unpacked).toBeInstanceOf(Uint8Array);
        } catch (error) {
          expect((error as { code?: string }).code).toBe('DC_ARCHIVE_INVALID');
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('unpack', () => {
  const bomb = [...zipMembers(zipSync({ b: new Uint8Array(20_000_000) }, { level: 9 }))][0]!;

  it('stops a bomb that lies about its size', () => {
    const cause = expect.objectContaining({ code: 'ERR_BUFFER_TOO_LARGE' }); // zlib's own word for having stopped
    expect(() => unpack({ ...bomb, size: 1000 })).toThrow(
      expect.objectContaining({ code: 'DC_ARCHIVE_INVALID', cause }),
    );
  });

  it('gives no more than was packed where more is claimed, and allocates no more', () => {
    const member: ZipMember = { ...[...zipMembers(zip)][0]!, size: 0x7fffffff };
    const unpacked = unpack(member);
    expect(unpacked).toHaveLength(200);
    expect(unpacked.buffer.byteLength).toBeLessThan(100_000);
  });
});
