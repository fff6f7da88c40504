import { expect, it } from 'vitest';
import { compilerArguments } from './compile.js';
import { requireMachine, thisMachine } from './machine.js';
import { PINS } from './pins.js';
import { placesOf } from './staging.js';
import { requireRoom } from './system-error.js';
import { downloadArguments } from './wheel.js';

it.each(Object.values(PINS))('$npm: names, versions and checksums agree with each other', ({ wheel, version }) => {
  expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(wheel.file.startsWith(`${wheel.name.replace('-', '_')}-${wheel.version}-cp311-`)).toBe(true);
  expect(wheel.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(wheel.unpacked).toBeGreaterThan(wheel.bytes);
});

it('asks pip for that wheel alone, whatever Python asks', () => {
  const args = downloadArguments(PINS.cpu.wheel, 'folder');
  expect(args.at(-1)).toBe('tensorflow-cpu==2.15.1');
  expect(args).toEqual(expect.arrayContaining(['--no-deps', '--only-binary=:all:', '--python-version', '3.11']));
});

it('finds the library relative to the binding, so that the project can be moved', () => {
  const found = { pin: PINS.cpu, folder: '/p', napi: 8 };
  const args = compilerArguments(found, placesOf(8, '2.15.1'), { staging: '/p/s', include: '/i', nodeApi: '/n' });
  expect(args).toContain('-Wl,-rpath,$ORIGIN/../../deps/tensorflow-2.15.1');
  expect(args).toEqual(
    expect.arrayContaining(['-I/n', '-I/i', '-I/p', '/p/binding/tfjs_backend.cc', '-DNAPI_VERSION=8']),
  );
  expect(args.slice(-2)).toEqual(['-o', '/p/s/lib/napi-v8/tfjs_binding.node']);
});

it.each(['2.17', '2.36', '3.0'])('glibc %s will do', (glibc) => {
  expect(() => requireMachine({ platform: 'linux', arch: 'x64', glibc })).not.toThrow();
});

it('knows this machine', () => {
  expect(thisMachine()).toMatchObject({ platform: process.platform, arch: process.arch });
});

it('wants room for what it writes, and some besides', () => {
  expect(() => requireRoom('/cache', 207e6, 208e6)).toThrow(
    '[tfjs-node-build] /cache needs 274 MB and its disk has 208 MB free. Free some space and run this again. (TN_DISK_FULL)',
  );
  expect(() => requireRoom('/cache', 207e6, 275e6)).not.toThrow();
});
