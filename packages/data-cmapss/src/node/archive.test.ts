import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../../../../tools/vitest/thrown.js';
import { flatMirror, known, nestedMirror, smallArchive } from '../fixtures/archive.js';
import { extractArchive } from './archive.js';

const { contents, files, flat, nested } = smallArchive();
const refused = (zip: Uint8Array, wanted = files) => {
  const error = errorOf(() => extractArchive(zip, flatMirror('u', zip), wanted));
  expect(error.code).toBe('DC_ARCHIVE_INVALID');
  return error.message;
};

describe('extractArchive', () => {
  it('takes the known files, and nothing else, from both forms', () => {
    for (const found of [
      extractArchive(flat, flatMirror('u', flat), files),
      extractArchive(nested, nestedMirror('u', nested, flat), files),
    ]) {
      expect([...found.keys()].sort()).toEqual(Object.keys(files).sort());
      for (const [name, bytes] of found) expect(Buffer.from(bytes).equals(contents[name]!)).toBe(true);
    }
  });

  it('ignores the paths of members', () => {
    const zip = zipSync(
      Object.fromEntries(Object.entries(contents).map(([name, bytes]) => [`../../etc/${name}`, bytes])),
    );
    expect([...extractArchive(zip, flatMirror('u', zip), files).keys()].sort()).toEqual(Object.keys(files).sort());
  });

  it('refuses an archive with another size or checksum', () => {
    const mirror = flatMirror('http://m', flat);
    expect(errorOf(() => extractArchive(flat.subarray(1), mirror, files)).message).toContain('bytes instead of');
    const altered = flat.slice();
    altered[100]! ^= 1;
    expect(errorOf(() => extractArchive(altered, mirror, files)).message).toMatch(
      /http:\/\/m has sha256 \w+ instead of/,
    );
  });

  it('refuses bytes that are no zip', () => {
    expect(refused(new Uint8Array(50))).toContain('cannot be unpacked');
    expect(refused(new Uint8Array(0))).toContain('cannot be unpacked');
    expect(refused(flat.slice(0, flat.length - 40))).toMatch(/cannot be unpacked|lacks/);
    const other = flat.slice();
    new DataView(other.buffer).setUint16(Buffer.from(other).indexOf('PK\x01\x02') + 10, 99, true);
    expect(refused(other)).toContain('cannot be unpacked: unknown compression type 99');
  });

  it('refuses an archive without a file', () => {
    const { 'RUL_FD001.txt': _, ...rest } = contents;
    expect(refused(zipSync(rest))).toContain('the archive lacks RUL_FD001.txt');
  });

  it('refuses a file with another checksum', () => {
    const bytes = contents['train_FD001.txt']!.slice();
    bytes[10]! ^= 1;
    expect(refused(zipSync({ ...contents, 'train_FD001.txt': bytes }))).toContain('train_FD001.txt has sha256');
  });

  it('refuses a bomb before it inflates it', () => {
    const bomb = zipSync({ 'train_FD001.txt': new Uint8Array(5_000_000) }, { level: 9 });
    bomb.fill(0xff, 100, 200); // within the packed bytes: inflating them would tell of that instead
    expect(refused(bomb)).toContain('says train_FD001.txt has 5000000 bytes instead of');
  });

  it('refuses a bomb that lies about its size', () => {
    const size = files['train_FD001.txt']!.size;
    const bomb = zipSync({ 'train_FD001.txt': new Uint8Array(20_000_000) }, { level: 9 });
    const view = new DataView(bomb.buffer, bomb.byteOffset, bomb.byteLength);
    for (let i = 0; i + 4 <= bomb.length; i++) {
      if (view.getUint32(i, true) === 20_000_000) view.setUint32(i, size, true);
    }
    expect(refused(bomb)).toContain('train_FD001.txt has sha256'); // what is over its size is not kept
  });

  it('takes a repeated member once', () => {
    // Two names of equal length made equal in the bytes: a directory that lists the same file many times.
    const zip = zipSync({ ...contents, 'hhhhh_FD001.txt': contents['train_FD001.txt']! });
    const text = Buffer.from(zip).toString('latin1').replaceAll('hhhhh_FD001.txt', 'train_FD001.txt');
    const twice = new Uint8Array(Buffer.from(text, 'latin1'));
    expect(extractArchive(twice, { url: 'u', ...known(twice) }, files).size).toBe(3);
  });
});
