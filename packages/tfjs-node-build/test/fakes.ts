// A project with a tfjs-node of some lines, a wheel of some bytes, and a Python, a pip and a compiler that are shell scripts.
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PINS } from '../src/pins.js';

export const WHEEL = 'a wheel';
/** Where the fakes stand in for this machine's. */
export const LINUX = { platform: 'linux', arch: 'x64', glibc: '2.36' };

/** The pins, with the fake wheel's checksum and size. */
export const pins = (() => {
  const wheel = { sha256: createHash('sha256').update(WHEEL).digest('hex'), bytes: WHEEL.length, unpacked: 100 };
  const of = (pin: typeof PINS.cpu) => ({ ...pin, wheel: { ...pin.wheel, ...wheel } });
  return { cpu: of(PINS.cpu), gpu: of(PINS.gpu) };
})();

export const PYTHON = {
  /** Version, pip, download (to the folder behind --dest), and unpack.py WHEEL FOLDER. */
  good: `case "$1 $2" in
    "-c "*) echo 3;;
    "-m pip") case "$3" in
      --version) echo pip 23;;
      download) while [ "$1" != --dest ]; do shift; done; printf '%s' "$FAKE_WHEEL" > "$2/\${FAKE_NAME:-${PINS.cpu.wheel.file}}"; echo download >> "$FAKE_LOG";;
      esac;;
    *unpack.py*) /bin/mkdir -p "$3/lib" "$3/include"; echo library > "$3/lib/libtensorflow_cc.so.2";;
  esac`,
  two: 'echo 2',
  withoutPip: 'case "$1" in -c) echo 3;; *) echo "No module named pip" >&2; exit 1;; esac',
  offline: `case "$1 $3" in "-c "*) echo 3;; "-m download") echo "WARNING: Retrying" >&2; echo "ERROR: No matching distribution found for tensorflow-cpu==2.15.1" >&2; exit 1;; esac`,
  fullDisk: `case "$1 $3" in "-c "*) echo 3;; "-m download") echo "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device" >&2; exit 1;; esac`,
  damagedArchive: `case "$1 $2" in "-c "*) echo 3;; *unpack.py*) /bin/mkdir -p "$3/lib"; echo half > "$3/lib/libtensorflow_cc.so.2"; echo "Bad CRC-32 for file 'tensorflow/libtensorflow_cc.so.2'" >&2; exit 1;; esac`,
  fullWhileUnpacking: `case "$1 $2" in "-c "*) echo 3;; *unpack.py*) /bin/mkdir -p "$3/lib"; echo half > "$3/lib/libtensorflow_cc.so.2"; echo "[Errno 28] No space left on device" >&2; exit 1;; esac`,
} as const;

export const COMPILER = {
  good: `[ "$1" = --version ] && exit 0; while [ "$1" != -o ]; do shift; done; printf '%s' "\${FAKE_BINDING:-good}" > "$2"`,
  old: `[ "$1" = --version ] && exit 0; echo "cc1plus: error: unrecognized command line option '-std=c++17'" >&2; exit 1`,
  halfway: `[ "$1" = --version ] && exit 0; while [ "$1" != -o ]; do shift; done; echo half > "$2"; echo "ld: final link failed: No space left on device" >&2; exit 1`,
} as const;

/** tfjs-node in miniature: what it computes stands in its binding, `good` or `wrong`. */
const INDEX = `
const { readFileSync, readdirSync } = require('node:fs');
const { join } = require('node:path');
const root = join(__dirname, '..');
const read = () => {
  const [napi] = readdirSync(join(root, 'lib'));
  const binding = readFileSync(join(root, 'lib', napi, 'tfjs_binding.node'), 'utf8');
  if (readdirSync(join(root, 'deps')).length === 0) throw new Error('libtensorflow_cc.so.2: cannot open shared object file');
  return binding;
};
const binding = read();
if (binding === 'crash') process.kill(process.pid, 'SIGKILL');
if (binding === 'broken') throw new Error('undefined symbol: TF_Version');
const tensor = (values) => ({ arraySync: () => values });
exports.version = { 'tfjs-node': '4.22.0' };
exports.setBackend = async () => binding !== 'none';
exports.tensor2d = tensor;
exports.matMul = () => tensor(binding === 'wrong' ? [[19, 22], [43, 51]] : [[19, 22], [43, 50]]);
exports.square = exports.sum = (x) => x;
exports.grad = () => () => tensor([[454, 618], [1030, 1402]]);
exports.backend = () => ({
  binding: { TF_Version: binding === 'old' ? '2.9.1' : '2.15.1' },
  isGPUPackage: root.includes('gpu'),
  isUsingGpuDevice: false,
});
`;

export interface FakeProject {
  readonly folder: string;
  /** tfjs-node's own. */
  readonly package: string;
  readonly cache: string;
  readonly env: NodeJS.ProcessEnv;
  /** How often pip downloaded. */
  readonly downloads: () => number;
  /** Every file of tfjs-node and of the cache, sorted. */
  readonly files: () => string[];
  readonly remove: () => void;
}

/** @param options what its tools do, and variables for them */
export function fakeProject(
  options: { npm?: string; version?: string; python?: string; compiler?: string; env?: NodeJS.ProcessEnv } = {},
): FakeProject {
  const { npm = '@tensorflow/tfjs-node', version = '4.22.0', python = PYTHON.good, compiler = COMPILER.good } = options;
  const folder = mkdtempSync(join(tmpdir(), 'tfjs-node-build-'));
  const own = addPackage(folder, npm, version);
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  for (const [name, text] of Object.entries({ python3: python, 'g++': compiler })) {
    if (text === '') continue;
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  const log = join(folder, 'downloads');
  writeFileSync(log, '');
  const cache = join(folder, 'cache');
  return {
    folder,
    package: own,
    cache,
    env: { PATH: bin, FAKE_WHEEL: WHEEL, FAKE_LOG: log, ...options.env },
    downloads: () => readFileSync(log, 'utf8').split('\n').length - 1,
    files: () => [...tree(own), ...tree(cache)].filter((path) => !/^(package\.json|dist)/.test(path)),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Puts a tfjs-node into a project. @returns its folder */
export function addPackage(folder: string, npm: string, version = '4.22.0'): string {
  const own = join(folder, 'node_modules', npm);
  mkdirSync(join(own, 'dist'), { recursive: true });
  const manifest = { name: npm, version, main: 'dist/index.js', binary: { napi_versions: [3, 4, 5, 6, 7, 8] } };
  writeFileSync(join(own, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(own, 'dist', 'index.js'), INDEX);
  return own;
}

/** Files below a folder, relative to it, hidden ones included. */
const tree = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true, encoding: 'utf8' })
        .filter((entry) => !entry.isDirectory())
        .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
        .sort()
    : [];
