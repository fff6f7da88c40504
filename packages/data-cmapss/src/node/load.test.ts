import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { flatMirror, smallArchive } from '../fixtures/archive.js';
import { withServer } from '../fixtures/server.js';
import { cacheDirectory } from './cache-directory.js';
import { loadCmapss } from './load.js';
import { readDirectory } from './read-directory.js';
import { readFleetFile } from './read-file.js';
import { writeSimulated } from './write-simulated.js';

const { contents, files, flat } = smallArchive();
const nowhere = [flatMirror('http://127.0.0.1:1/x', flat)];
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cmapss load '));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(directory: string, some = contents): string {
  mkdirSync(directory, { recursive: true });
  for (const [name, bytes] of Object.entries(some)) writeFileSync(join(directory, name), bytes);
  return directory;
}
const failure = (run: Promise<unknown>) =>
  run.then(
    () => undefined,
    (error: Error & { code?: string }) => error,
  );

describe('loadCmapss', () => {
  it('takes dataDir before AMNL_DATA_DIR before the cache', async () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => put(join(folder, name)));
    const common = { subset: 'FD001', files, mirrors: nowhere } as const;
    const byOption = await loadCmapss({ ...common, dataDir: a!, env: { AMNL_DATA_DIR: b }, cacheDir: c! });
    expect(byOption).toMatchObject({ source: 'dir', directory: a, simulated: false, official: true, notices: [] });
    const byEnv = await loadCmapss({ ...common, env: { AMNL_DATA_DIR: b }, cacheDir: c! });
    expect(byEnv).toMatchObject({ source: 'dir', directory: b });
    const byCache = await loadCmapss({ ...common, env: {}, cacheDir: c! });
    expect(byCache).toMatchObject({ source: 'cache', directory: c });
    expect(byCache.checksum).toBe(byOption.checksum);
    expect(byCache.files).toEqual(Object.fromEntries(Object.entries(files).map(([name, file]) => [name, file.sha256])));
    expect(byCache.train.origin.checksum).toBe(files['train_FD001.txt']!.sha256);
  });

  it('downloads into the cache, and finds it there the second time', async () => {
    let requests = 0;
    await withServer(
      (_, response) => {
        requests++;
        response.end(flat);
      },
      async (url) => {
        const options = {
          subset: 'FD001',
          env: { AMNL_CACHE_DIR: folder },
          files,
          mirrors: [flatMirror(url, flat)],
        } as const;
        expect(await loadCmapss(options)).toMatchObject({ source: 'download', directory: join(folder, 'cmapss') });
        expect(await loadCmapss(options)).toMatchObject({ source: 'cache' });
        // A damaged cache is as good as none.
        writeFileSync(join(folder, 'cmapss', 'RUL_FD001.txt'), '1 \n2 \n');
        expect(await loadCmapss(options)).toMatchObject({ source: 'download' });
        rmSync(join(folder, 'cmapss', 'train_FD001.txt'));
        expect(await loadCmapss(options)).toMatchObject({ source: 'download' });
      },
    );
    expect(requests).toBe(3);
  });

  it('simulates where nothing else is left, and says why', async () => {
    const data = await loadCmapss({ subset: 'FD001', env: {}, cacheDir: folder, files, mirrors: nowhere });
    expect(data).toMatchObject({ source: 'simulated', simulated: true, official: false });
    expect(data.notices).toHaveLength(2);
    expect(data.notices[0]).toContain('simulated');
    expect(data.notices[1]).toContain('127.0.0.1:1');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('does not simulate where that is forbidden', async () => {
    const run = loadCmapss({ subset: 'FD001', env: {}, cacheDir: folder, download: false, simulate: false });
    const error = await failure(run);
    expect(error?.code).toBe('DC_DATA_NOT_FOUND');
    expect(error?.message).toContain('downloads are off');
  });

  it('simulates on request', async () => {
    const data = await loadCmapss({
      subset: 'FD003',
      env: { AMNL_DATA_DIR: '/none' },
      simulate: { seed: 5, trainUnits: 3 },
    });
    expect(data).toMatchObject({ simulated: true, subset: 'FD003' });
    expect(data.train.units).toHaveLength(3);
    const both = loadCmapss({ subset: 'FD001', dataDir: folder, simulate: true });
    expect((await failure(both))?.code).toBe('DC_OPTION_INVALID');
  });

  it.each([
    ['a folder that does not exist', { dataDir: '/nowhere/at/all' }, /dataDir \/nowhere\/at\/all does not exist/],
    [
      'AMNL_DATA_DIR that does not exist',
      { env: { AMNL_DATA_DIR: '/nowhere' } },
      /AMNL_DATA_DIR \/nowhere does not exist/,
    ],
  ])('never falls back from %s', async (_, options, message) => {
    const error = await failure(loadCmapss({ subset: 'FD001', ...options }));
    expect(error?.code).toBe('DC_FILE_MISSING');
    expect(error?.message).toMatch(message);
  });

  it('names the files that a given folder lacks', async () => {
    put(folder, { 'train_FD001.txt': contents['train_FD001.txt']! });
    const error = await failure(loadCmapss({ subset: 'FD001', dataDir: folder }));
    expect(error?.code).toBe('DC_FILE_MISSING');
    expect(error?.message).toContain('lacks test_FD001.txt, RUL_FD001.txt');
    const noFolder = await failure(loadCmapss({ subset: 'FD001', dataDir: join(folder, 'train_FD001.txt') }));
    expect(noFolder?.message).toContain('is not a folder');
  });

  it('refuses an empty file, a RUL file that does not fit, and an unknown subset', async () => {
    put(folder, { ...contents, 'test_FD001.txt': new Uint8Array() });
    expect((await failure(loadCmapss({ subset: 'FD001', dataDir: folder })))?.code).toBe('DC_FILE_EMPTY');
    put(folder, { ...contents, 'RUL_FD001.txt': Buffer.from('1\n') });
    expect((await failure(loadCmapss({ subset: 'FD001', dataDir: folder })))?.code).toBe('DC_RUL_COUNT');
    expect((await failure(loadCmapss({ subset: 'FD005' as 'FD001' })))?.code).toBe('DC_SUBSET_UNKNOWN');
  });

  it('accepts files that are not NASA’s, and says so', async () => {
    put(folder);
    const data = await readDirectory(folder, 'FD001', 'dir');
    expect(data).toMatchObject({ simulated: false, official: false });
    expect(data.notices.join()).toMatch(
      /train_FD001.txt, test_FD001.txt, RUL_FD001.txt in .* differ from NASA's release/,
    );
  });
});

describe('writeSimulated', () => {
  const options = { subset: 'FD001', seed: 3, trainUnits: 2, testUnits: 2 } as const;

  it('writes files that are recognised as simulated ever after', async () => {
    const paths = await writeSimulated({ ...options, directory: join(folder, 'new') });
    expect(paths.map((path) => path.split(/[\\/]/).at(-1))).toEqual([
      'train_FD001.txt',
      'test_FD001.txt',
      'RUL_FD001.txt',
    ]);
    const data = await loadCmapss({ subset: 'FD001', dataDir: join(folder, 'new') });
    expect(data).toMatchObject({ simulated: true, source: 'dir' });
    expect(data.notices.join()).toContain('simulated fleet');
    const { simulateCmapss } = await import('../simulate.js');
    const made = simulateCmapss(options);
    expect(data.train.values).toEqual(made.train.values);
    expect(data.test.ends).toEqual(made.test.ends);
    expect(readFileSync(paths[0]!, 'utf8').split('\n')[0]).toMatch(/^1 1 (\S+ ){24} $/);
  });

  it('takes NASA’s own files for what they are, even beside simulated ones', async () => {
    await writeSimulated({ ...options, subset: 'FD002', directory: folder });
    put(folder);
    expect((await readDirectory(folder, 'FD001', 'dir', { known: files })).simulated).toBe(false);
    expect((await readDirectory(folder, 'FD002', 'dir', { known: files })).simulated).toBe(true);
  });

  it('overwrites nothing', async () => {
    put(folder);
    const error = await failure(writeSimulated({ ...options, directory: folder }));
    expect(error?.code).toBe('DC_FILE_EXISTS');
    expect(readdirSync(folder).sort()).toEqual(Object.keys(contents).sort());
  });

  it('leaves nothing half-written', async () => {
    writeFileSync(join(folder, 'file'), '');
    const error = await failure(writeSimulated({ ...options, directory: join(folder, 'file') }));
    expect(error?.code).toBe('DC_WRITE_FAILED');
  });
});

describe('readFleetFile', () => {
  it('reads rows to predict, without labels', async () => {
    put(folder);
    const fleet = await readFleetFile(join(folder, 'test_FD001.txt'), { subset: 'FD001' });
    expect(fleet).toMatchObject({ role: 'unknown', origin: { checksum: files['test_FD001.txt']!.sha256 } });
    expect(fleet.ends.map(({ kind }) => kind)).toEqual(['running', 'running']);
    const rulFile = join(folder, 'RUL_FD001.txt');
    const tested = await readFleetFile(join(folder, 'test_FD001.txt'), { subset: 'FD001', rulFile });
    expect(tested.ends.map(({ kind }) => kind)).toEqual(['truncated', 'truncated']);
  });

  it('names a file that is not there', async () => {
    const error = await failure(readFleetFile(join(folder, 'x.txt'), { subset: 'FD001' }));
    expect(error?.code).toBe('DC_FILE_MISSING');
    expect(error?.message).toContain(join(folder, 'x.txt'));
    expect((await failure(readFleetFile(folder, { subset: 'FD001' })))?.code).toBe('DC_FILE_MISSING');
  });

  it.skipIf(process.platform === 'win32')('does not wait for a pipe', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    expect((await failure(readFleetFile(pipe, { subset: 'FD001' })))?.code).toBe('DC_FILE_MISSING');
  });
});

describe('cacheDirectory', () => {
  it.each([
    [{ AMNL_CACHE_DIR: '/c', XDG_CACHE_HOME: '/x' }, 'linux', join('/c', 'cmapss')],
    [{ XDG_CACHE_HOME: '/x' }, 'linux', join('/x', 'amnl', 'cmapss')],
    [{}, 'linux', join('/home/u', '.cache', 'amnl', 'cmapss')],
    [{}, 'darwin', join('/home/u', 'Library', 'Caches', 'amnl', 'cmapss')],
    [{ LOCALAPPDATA: '/l' }, 'win32', join('/l', 'amnl', 'Cache', 'cmapss')],
    [{}, 'win32', join('/home/u', 'AppData', 'Local', 'amnl', 'Cache', 'cmapss')],
  ])('%j on %s: %s', (env, platform, path) => expect(cacheDirectory(env, platform, '/home/u')).toBe(path));
});
