import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type BuildRequest, buildTfjsNode } from '../src/build.js';
import { addPackage, COMPILER, type FakeProject, fakeProject, LINUX, PYTHON, pins, WHEEL } from './fakes.js';

let project: FakeProject;
afterEach(() => project.remove());

const build = (request: BuildRequest = {}, machine = LINUX) => {
  const { folder, cache, env } = project;
  return buildTfjsNode({ project: folder, cache, env, ...request }, machine, pins);
};
const BINDING = 'lib/napi-v8/tfjs_binding.node';
const LIBRARY = 'deps/tensorflow-2.15.1/libtensorflow_cc.so.2';

describe.skipIf(process.platform === 'win32')('tfjs-node-build', () => {
  it('builds, keeps the wheel, and leaves nothing else', async () => {
    project = fakeProject();
    const said: string[] = [];
    const result = await build({ say: (line) => said.push(line) });
    expect(result).toEqual({
      name: '@tensorflow/tfjs-node',
      folder: project.package,
      built: true,
      tfjsNode: '4.22.0',
      tensorflow: '2.15.1',
      gpuPackage: false,
      gpu: false,
    });
    expect(project.files()).toEqual([LIBRARY, BINDING, pins.cpu.wheel.file]);
    expect(said).toEqual([
      expect.stringContaining('downloading tensorflow-cpu 2.15.1'),
      expect.stringContaining('unpacking'),
      expect.stringContaining('compiling with g++'),
      'checking a matrix product and a gradient',
    ]);
  });

  it('does nothing where it works already, and needs no tools for that', async () => {
    project = fakeProject();
    await build();
    const before = readFileSync(join(project.package, BINDING));
    expect(await build({ env: { PATH: '' } }, { platform: 'darwin', arch: 'arm64', glibc: '' })).toMatchObject({
      built: false,
      tensorflow: '2.15.1',
    });
    expect(readFileSync(join(project.package, BINDING))).toEqual(before);
    expect(project.downloads()).toBe(1);
  });

  it('takes the wheel of the cache, and downloads a damaged one anew', async () => {
    project = fakeProject();
    await build();
    await build({ force: true });
    expect(project.downloads()).toBe(1);
    writeFileSync(join(project.cache, pins.cpu.wheel.file), 'damaged');
    await build({ force: true });
    expect(project.downloads()).toBe(2);
    expect(readFileSync(join(project.cache, pins.cpu.wheel.file), 'utf8')).toBe(WHEEL);
  });

  it('builds anew what does not work', async () => {
    project = fakeProject();
    await build();
    writeFileSync(join(project.package, BINDING), 'broken');
    const said: string[] = [];
    expect(await build({ say: (line) => said.push(line) })).toMatchObject({ built: true });
    expect(said[0]).toContain('does not work and is rebuilt');
    expect(said[0]).toContain('undefined symbol: TF_Version');
  });

  it('takes a wheel that is given, without pip', async () => {
    project = fakeProject({ python: PYTHON.good.replace('"-m pip"', '"-m nothing"') });
    const wheel = join(project.folder, pins.cpu.wheel.file);
    writeFileSync(wheel, WHEEL);
    expect(await build({ wheel })).toMatchObject({ built: true });
  });

  it('builds the package that is asked for, and asks where there are two', async () => {
    project = fakeProject({ env: { FAKE_NAME: pins.gpu.wheel.file } });
    addPackage(project.folder, pins.gpu.npm);
    await expect(build()).rejects.toThrow(/are both installed. Choose one: .*--cpu.*--gpu.*\(TN_USAGE\)/);
    expect(await build({ package: 'gpu' })).toMatchObject({ name: pins.gpu.npm, gpuPackage: true, gpu: false });
    expect(project.files()).toEqual([pins.gpu.wheel.file]);
  });

  it('takes over from a process that died, and waits for none that lives', async () => {
    project = fakeProject();
    const staging = join(project.package, '.tfjs-node-build');
    const abandoned = join(project.cache, '.download-4194305-abc'); // above the largest process number of Linux
    for (const folder of [staging, abandoned]) mkdirSync(folder, { recursive: true });
    writeFileSync(join(staging, 'pid'), String(process.pid));
    writeFileSync(join(staging, 'half'), '');
    await expect(build()).rejects.toThrow(new RegExp(`process ${process.pid} is building this package.*\\(TN_BUSY\\)`));
    expect(existsSync(join(staging, 'half'))).toBe(true);
    writeFileSync(join(staging, 'pid'), '4194305');
    await build();
    expect(project.files()).toEqual([LIBRARY, BINDING, pins.cpu.wheel.file]);
    expect(existsSync(abandoned)).toBe(false);
  });
});

describe.skipIf(process.platform === 'win32')('refuses, and leaves the package as it was', () => {
  const refusals: Record<string, [Parameters<typeof fakeProject>[0], BuildRequest, RegExp, Partial<typeof LINUX>?]> = {
    'another system': [{}, {}, /this is darwin on arm64.*TN_PLATFORM/, { platform: 'darwin', arch: 'arm64' }],
    'another processor': [{}, {}, /this is linux on arm64.*TN_PLATFORM/, { arch: 'arm64' }],
    musl: [{}, {}, /not glibc.*node:22-slim.*TN_LIBC/, { glibc: undefined as never }],
    'an old glibc': [{}, {}, /glibc is 2\.12; the library needs 2\.17 or newer.*TN_LIBC/, { glibc: '2.12' }],
    'no package': [
      { npm: 'another' },
      {},
      /neither @tensorflow\/tfjs-node nor .*npm install @tensorflow\/tfjs-node@4\.22\.0 --ignore-scripts.*TN_PACKAGE_MISSING/,
    ],
    'no GPU package': [{}, { package: 'gpu' }, /tfjs-node-gpu is not installed.*TN_PACKAGE_MISSING/],
    'another version': [{ version: '4.21.0' }, {}, /is 4\.21\.0; supported is 4\.22\.0.*TN_PACKAGE_VERSION/],
    'no compiler': [{ compiler: '' }, {}, /no C\+\+ compiler.*apt-get install g\+\+.*TN_COMPILER_MISSING/],
    'a CXX that does not run': [{ env: { CXX: 'g++-99 -v' } }, {}, /CXX is 'g\+\+-99 -v'.*TN_COMPILER_MISSING/],
    'no Python': [{ python: '' }, {}, /python3 cannot be run.*TN_PYTHON_MISSING/],
    'Python 2': [{ python: PYTHON.two }, {}, /is Python 2.*TN_PYTHON_MISSING/],
    'a Python that is none': [{ python: 'true' }, {}, /python3 runs, but is not Python.*TN_PYTHON_MISSING/],
    'a project that is not there': [{}, { project: '/nope' }, /there is no folder \/nope.*TN_PACKAGE_MISSING/],
    'no pip': [{ python: PYTHON.withoutPip }, {}, /has no pip.*python3-pip.*TN_PIP_MISSING/],
    'no network': [
      { python: PYTHON.offline },
      {},
      /No matching distribution.*pass the file with --wheel.*TN_DOWNLOAD_FAILED/,
    ],
    'a wheel of another version by pip': [
      { env: { FAKE_NAME: 'x-2.16-.whl' } },
      {},
      /another file.*TN_DOWNLOAD_FAILED/,
    ],
    'altered bytes': [{ env: { FAKE_WHEEL: 'evil' } }, {}, /its sha256 is .*, expected .*TN_WHEEL_INVALID/],
    'a wheel given of another version': [
      {},
      { wheel: import.meta.filename },
      /\/build\.test\.ts is not the expected wheel, tensorflow_cpu.*TN_WHEEL_INVALID/,
    ],
    'a wheel given that is not there': [{}, { wheel: 'nowhere.whl' }, /there is no file.*TN_WHEEL_INVALID/],
    'a full disk while downloading': [{ python: PYTHON.fullDisk }, {}, /disk of .*cache is full.*TN_DISK_FULL/],
    'a damaged archive': [
      { python: good(PYTHON.damagedArchive) },
      {},
      /could not be unpacked: Bad CRC-32.*TN_UNPACK_FAILED/,
    ],
    'a full disk while unpacking': [{ python: good(PYTHON.fullWhileUnpacking) }, {}, /is full.*TN_DISK_FULL/],
    'an old compiler': [
      { compiler: COMPILER.old },
      {},
      /unrecognized command.*must support C\+\+17.*TN_COMPILE_FAILED/,
    ],
    'a full disk while linking': [{ compiler: COMPILER.halfway }, {}, /is full.*TN_DISK_FULL/],
    'a library that does not load': [{ env: { FAKE_BINDING: 'broken' } }, {}, /undefined symbol.*TN_CHECK_FAILED/],
    'a library that ends the process': [{ env: { FAKE_BINDING: 'crash' } }, {}, /killed by SIGKILL.*TN_CHECK_FAILED/],
    'a backend that does not start': [{ env: { FAKE_BINDING: 'none' } }, {}, /does not start.*TN_CHECK_FAILED/],
    'wrong numbers': [
      { env: { FAKE_BINDING: 'wrong' } },
      {},
      /product is \[\[19,22\],\[43,51\]\], not.*TN_CHECK_FAILED/,
    ],
    'another TensorFlow': [
      { env: { FAKE_BINDING: 'old' } },
      {},
      /reports TensorFlow 2\.9\.1, not 2\.15\.1.*TN_CHECK_FAILED/,
    ],
  };

  it.each(Object.entries(refusals))('%s', async (_, [options, request, message, machine = {}]) => {
    project = fakeProject(options);
    const failed = await build(request, { ...LINUX, ...machine }).catch((error) => error);
    expect(failed).toMatchObject({ name: 'BuildError', message: expect.stringMatching(message) });
    expect(failed.message).not.toContain('\n');
    // A good wheel stays in the cache; of everything else nothing is left.
    expect(project.files().filter((path) => path !== pins.cpu.wheel.file)).toEqual([]);
  });

  it('a build that worked survives one that fails', async () => {
    project = fakeProject();
    await build();
    const env = { ...project.env, FAKE_BINDING: 'wrong' };
    await expect(build({ force: true, env })).rejects.toThrow('TN_CHECK_FAILED');
    expect(project.files()).toEqual([LIBRARY, BINDING, pins.cpu.wheel.file]);
    expect(await build()).toMatchObject({ built: false });
  });
});

/** A Python that is good but for its way of unpacking. */
function good(unpacking: string): string {
  const [, how] = /(\*unpack\.py\*\).*?;;) esac$/s.exec(unpacking)!;
  return PYTHON.good.replace(/\*unpack\.py\*\).*?;;/s, how!);
}
