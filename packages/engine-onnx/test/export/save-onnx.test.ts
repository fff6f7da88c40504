import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { saveOnnx } from '../../src/index.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'amnl-save-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const bytes = Uint8Array.of(1, 2, 3);

describe('saveOnnx', () => {
  test('writes a file whole, replaces one only where told to, and leaves nothing else', async () => {
    const path = join(folder, 'model.onnx');
    await saveOnnx(path, { bytes });
    await expect(saveOnnx(path, { bytes: Uint8Array.of(9) })).rejects.toThrow('EO_FILE_EXISTS');
    expect([...readFileSync(path)]).toEqual([1, 2, 3]);
    await saveOnnx(path, { bytes: Uint8Array.of(9) }, { overwrite: true });
    expect([...readFileSync(path)]).toEqual([9]);
    expect(readdirSync(folder)).toEqual(['model.onnx']);
  });

  test('a folder in the place, or none to write into', async () => {
    mkdirSync(join(folder, 'taken'));
    await expect(saveOnnx(join(folder, 'taken'), { bytes }, { overwrite: true })).rejects.toThrow(
      /is not a file.*EO_WRITE_FAILED/,
    );
    await expect(saveOnnx(join(folder, 'none', 'model.onnx'), { bytes })).rejects.toThrow(
      /folder does not exist.*EO_WRITE_FAILED/,
    );
    expect(readdirSync(folder)).toEqual(['taken']);
  });

  test.skipIf(process.platform === 'win32')('a file that does not fit leaves the one before it', () => {
    const path = join(folder, 'model.onnx');
    writeFileSync(path, 'before');
    const module = new URL('../../dist/export/save-onnx.js', import.meta.url).href;
    const program = `
      const { saveOnnx } = await import('${module}');
      await saveOnnx('${path}', { bytes: new Uint8Array(1 << 20) }, { overwrite: true }).catch(({ message }) => console.log(message));`;
    const node = [process.execPath, '--input-type=module', '-e', program].map(
      (word) => `'${word.replaceAll("'", "'\\''")}'`,
    );
    // Files of at most 64 blocks: what the system says then stands for a full disk.
    const said = execFileSync('bash', ['-c', `trap '' XFSZ; ulimit -f 64; ${node.join(' ')}`], { encoding: 'utf8' });
    expect(said).toMatch(/could not be written.*EO_WRITE_FAILED/);
    expect(readFileSync(path, 'utf8')).toBe('before');
    expect(readdirSync(folder)).toEqual(['model.onnx']);
  });
});
