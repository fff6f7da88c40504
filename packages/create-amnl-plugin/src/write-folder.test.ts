import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFolder } from './write-folder.js';

let temp = '';
beforeEach(() => (temp = mkdtempSync(join(tmpdir(), 'write-folder-'))));
afterEach(() => rmSync(temp, { recursive: true, force: true }));
const FILES = { 'a.txt': 'A', 'src/b.txt': 'B' };

describe('writeFolder', () => {
  it('writes everything, and nothing beside it', () => {
    writeFolder(join(temp, 'new'), FILES);
    expect(readdirSync(temp)).toEqual(['new']);
    expect(readFileSync(join(temp, 'new', 'src', 'b.txt'), 'utf8')).toBe('B');
    mkdirSync(join(temp, 'plain'));
    expect(statSync(join(temp, 'new')).mode).toBe(statSync(join(temp, 'plain')).mode);
  });

  it('takes an empty folder', () => {
    mkdirSync(join(temp, 'new'));
    writeFolder(join(temp, 'new'), FILES);
    expect(readdirSync(join(temp, 'new'))).toEqual(['a.txt', 'src']);
  });

  it('refuses a folder with anything in it, and leaves it alone', () => {
    mkdirSync(join(temp, 'new'));
    for (const name of ['1', '2', '3', '4']) writeFileSync(join(temp, 'new', name), '');
    expect(() => writeFolder(join(temp, 'new'), FILES)).toThrow(/is not empty \(1, 2, 3, …\)/);
    expect(readdirSync(join(temp, 'new'))).toHaveLength(4);
    expect(readdirSync(temp)).toEqual(['new']);
  });

  it('refuses a file, and a link wherever it leads', () => {
    writeFileSync(join(temp, 'file'), '');
    mkdirSync(join(temp, 'elsewhere'));
    symlinkSync(join(temp, 'elsewhere'), join(temp, 'link'), 'junction');
    for (const name of ['file', 'link']) expect(() => writeFolder(join(temp, name), FILES)).toThrow('is not a folder');
    expect(readdirSync(join(temp, 'elsewhere'))).toEqual([]);
  });

  it('leaves nothing behind when half of it cannot be written', () => {
    expect(() => writeFolder(join(temp, 'new'), { a: '', 'a/b': '' })).toThrow(/could not write .*Nothing was written/);
    expect(readdirSync(temp)).toEqual([]);
  });

  it('leaves nothing behind where no folder can be made', () => {
    expect(() => writeFolder(join(temp, 'missing', 'new'), FILES)).toThrow('could not write');
    expect(readdirSync(temp)).toEqual([]);
  });
});
