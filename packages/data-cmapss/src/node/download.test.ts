import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { flatMirror, nestedMirror, smallArchive } from '../fixtures/archive.js';
import { withServer } from '../fixtures/server.js';
import { type DownloadProgress, downloadCmapss } from './download.js';

const { contents, files, flat, nested } = smallArchive();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cmapss download '));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Serves each path by its own listener. */
const routes =
  (table: Record<string, RequestListener>): RequestListener =>
  (request, response) =>
    table[request.url!]!(request, response);
const serve =
  (bytes: Uint8Array): RequestListener =>
  (_, response) =>
    response.end(bytes);
const bad: Record<string, [RequestListener, RegExp]> = {
  'not found': [(_, response) => response.writeHead(404).end(), /HTTP 404/],
  'server error': [(_, response) => response.writeHead(503).end('busy'), /HTTP 503/],
  truncated: [(_, response) => response.end(flat.subarray(0, 500)), /500 of \d+ bytes/],
  'too long': [(_, response) => response.end(Buffer.concat([flat, flat])), /more than the expected \d+ bytes/],
  'wrong checksum': [(_, response) => response.end(Buffer.from(flat).fill(7)), /has sha256 \w+ instead of/],
  'stalled at once': [() => undefined, /no data for 0.2 s/],
  'stalled in the middle': [(_, response) => response.write(flat.subarray(0, 500)), /only 500 bytes in 0.2 s/],
  'a byte now and then': [
    (_, response) => {
      const drip = setInterval(() => response.write('x'), 30);
      response.on('close', () => clearInterval(drip));
    },
    /only \d bytes in 0.2 s/,
  ],
  'cut off': [
    (_, response) => {
      response.writeHead(200, { 'content-length': flat.length });
      response.write(flat.subarray(0, 500), () => response.destroy());
    },
    /terminated|other side closed|aborted/,
  ],
};

function expectFiles() {
  expect(readdirSync(folder).sort()).toEqual(Object.keys(contents).sort());
  for (const [name, bytes] of Object.entries(contents))
    expect(readFileSync(join(folder, name)).equals(bytes)).toBe(true);
}

describe('downloadCmapss', () => {
  it('unpacks the nested archive, and tells how far it is', async () => {
    const seen: DownloadProgress[] = [];
    await withServer(serve(nested), async (url) => {
      const mirrors = [nestedMirror(url, nested, flat)];
      await downloadCmapss({ directory: folder, mirrors, files, onProgress: (progress) => seen.push(progress) });
    });
    expectFiles();
    expect(seen[0]).toMatchObject({ phase: 'download', received: 0, total: nested.length });
    expect(seen.filter(({ phase }) => phase === 'download').at(-1)!.received).toBe(nested.length);
    expect(seen.slice(-2).map(({ phase }) => phase)).toEqual(['unpack', 'write']);
  });

  it.each(Object.keys(bad))('goes on to the second mirror when the first is: %s', async (name) => {
    const seen: DownloadProgress[] = [];
    await withServer(routes({ '/a': bad[name]![0], '/b': serve(flat) }), (url) =>
      downloadCmapss({
        directory: join(folder),
        mirrors: [flatMirror(`${url}/a`, flat), flatMirror(`${url}/b`, flat)],
        files,
        timeoutMs: 200,
        onProgress: (progress) => seen.push(progress),
      }),
    );
    expectFiles();
    expect(seen.find(({ phase }) => phase === 'failed')?.message).toMatch(bad[name]![1]);
  });

  it('names every mirror’s failure, and writes nothing', async () => {
    const error = await withServer(routes({ '/a': bad['truncated']![0], '/b': bad['not found']![0] }), (url) =>
      downloadCmapss({
        directory: folder,
        mirrors: [flatMirror(`${url}/a`, flat), flatMirror(`${url}/b`, flat), flatMirror('http://127.0.0.1:1/c', flat)],
        files,
        timeoutMs: 200,
      }).catch((e: Error & { code: string }) => e),
    );
    expect(error).toMatchObject({ code: 'DC_DOWNLOAD_FAILED' });
    const { message } = error as Error;
    expect(message).toMatch(/\/a: 500 of \d+ bytes; .*\/b: HTTP 404; http:\/\/127.0.0.1:1\/c: fetch failed/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says so when the folder cannot be written', async () => {
    writeFileSync(join(folder, 'file'), '');
    await withServer(serve(flat), async (url) => {
      const options = { directory: join(folder, 'file', 'sub'), mirrors: [flatMirror(url, flat)], files };
      await expect(downloadCmapss(options)).rejects.toMatchObject({ code: 'DC_WRITE_FAILED' });
    });
    expect(readdirSync(folder)).toEqual(['file']);
  });

  it.each([0, Number.NaN, -5])('refuses timeoutMs %d', async (timeoutMs) => {
    await expect(downloadCmapss({ directory: folder, timeoutMs })).rejects.toMatchObject({ code: 'DC_OPTION_INVALID' });
  });
});
