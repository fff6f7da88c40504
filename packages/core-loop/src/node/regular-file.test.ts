import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openRegular, readRegular, readRegularSync, UnfitFile } from './regular-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'amnl regular '));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);

/** All three ways to a file. */
const READERS: readonly [string, (path: string, most: number) => Promise<unknown>][] = [
  ['openRegular', (path, most) => openRegular(path, most).then(({ handle }) => handle.close())],
  ['readRegular', readRegular],
  ['readRegularSync', async (path, most) => readRegularSync(path, most)],
];

describe.each(READERS)('%s', (name, read) => {
  test('reads a file of at most so many bytes, through a link as well', async () => {
    writeFileSync(at('file'), 'abc');
    symlinkSync(at('file'), at('link'));
    for (const path of [at('file'), at('link')]) {
      const bytes = await read(path, 3);
      if (name !== 'openRegular') expect(bytes).toEqual(new Uint8Array([97, 98, 99]));
    }
    await expect(read(at('file'), 2)).rejects.toMatchObject({ name: 'UnfitFile', tooLarge: true });
  });

  test('a file of terabytes costs nothing', async () => {
    writeFileSync(at('sparse'), '');
    truncateSync(at('sparse'), 2 ** 40);
    await expect(read(at('sparse'), 1 << 20)).rejects.toThrow('it has more than 1048576 bytes');
  });

  test('a folder is refused, and what is not there is told as by the system', async () => {
    mkdirSync(at('folder'));
    await expect(read(at('folder'), 9)).rejects.toThrow('it is a folder');
    await expect(read(at('nothing'), 9)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test.skipIf(process.platform === 'win32')('pipes, sockets and devices are refused, also behind a link', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    const server = createServer();
    await new Promise<void>((done) => server.listen(at('socket'), done));
    for (const [path, kind] of [
      [at('pipe'), 'a pipe'],
      [at('socket'), 'a socket'],
      ['/dev/zero', 'a device'],
    ] as const) {
      const link = at(`link to ${kind}`);
      symlinkSync(path, link);
      for (const place of [path, link]) {
        const error = await read(place, 9).catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(UnfitFile);
        expect(error).toMatchObject({ message: `it is ${kind}, not a regular file`, tooLarge: false });
      }
    }
    server.close();
  });
});
