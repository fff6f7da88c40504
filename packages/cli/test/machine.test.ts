import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { amnl, BIN, TINY, temporaryFolder } from './amnl.js';

const { path: folder, remove } = temporaryFolder();
afterAll(remove);

const LIST_MODULES = new URL('list-modules.mjs', import.meta.url).href;

test('doctor: all is well, each thing has a line, and stdout is one JSON object with --json', async () => {
  const { code, stdout } = await amnl(['doctor']);
  expect(code).toBe(0);
  for (const what of [
    'Node',
    'engine eager',
    'engine onnx',
    'backend wasm',
    'backend cpu',
    'backend tensorflow',
    'backend webgpu',
    'data cache',
  ]) {
    expect(stdout).toMatch(new RegExp(`^[✓·] ${what} .+`, 'm'));
  }
  expect(stdout).toContain('Ready to train.');
  const { healthy, findings } = JSON.parse(
    (await amnl(['doctor', '--json'], { env: { AMNL_DATA_DIR: folder } })).stdout,
  );
  expect(healthy).toBe(true);
  expect(findings).toContainEqual({
    what: 'data AMNL_DATA_DIR',
    status: 'problem',
    detail: expect.stringContaining('contains no data set'),
  });
});

test('an ONNX Runtime that does not load: auto says so in one line and is eager, onnx refuses, doctor tells', async () => {
  const preload = join(folder, 'no-onnx.cjs');
  writeFileSync(
    preload,
    `const load = process.dlopen;
     process.dlopen = (module, path, ...rest) => {
       if (/onnxruntime/.test(path)) throw new Error('libonnxruntime.so.1: cannot open shared object file');
       return load.call(process, module, path, ...rest);
     };`,
  );
  const env = { NODE_OPTIONS: `--require "${preload}"` };
  const out = join(folder, 'no-onnx');
  const auto = await amnl(
    ['train', '--set', 'simulate=true', '--set', 'stride=100', ...TINY.slice(0, -2), '--out', out, '--json'],
    { env },
  );
  expect(auto.stderr.split('\n').filter((line) => line.includes('libonnxruntime'))).toEqual([
    expect.stringMatching(/^note: the compiled engine does not work.*cannot be loaded.*npm install onnxruntime-node/),
  ]);
  expect(JSON.parse(auto.stdout)).toMatchObject({ engine: 'eager', backend: 'wasm' });
  expect(existsSync(join(out, 'model.onnx'))).toBe(true);
  const onnx = await amnl(['train', '--engine', 'onnx'], { env });
  expect(onnx.code).toBe(2);
  expect(onnx.stderr).toMatch(/libonnxruntime.*--engine eager.*CLI_ENGINE_UNAVAILABLE/);
  const doctor = await amnl(['doctor'], { env });
  expect(doctor.stdout).toMatch(/^! engine onnx .*libonnxruntime/m);
  expect(doctor.code).toBe(0);
});

test('--help loads nothing heavy', async () => {
  const loaded = join(folder, 'loaded.txt');
  const { code, stdout } = await amnl(['--help'], {
    env: { NODE_OPTIONS: `--import ${LIST_MODULES}`, AMNL_MODULES: loaded },
  });
  expect(code).toBe(0);
  expect(stdout).toContain('train');
  const modules = readFileSync(loaded, 'utf8').trimEnd().split('\n');
  // Our program and the package that reads its arguments; TensorFlow.js and ONNX Runtime alone are more than a thousand.
  expect(modules.filter((url) => /tensorflow|onnxruntime|echarts|tsyringe/.test(url))).toEqual([]);
  expect(modules.some((url) => url.includes('commander'))).toBe(true);
  expect(modules.length).toBeLessThan(60);
});

test('an old Node gets one clear message', async () => {
  const preload = join(folder, 'old-node.cjs');
  writeFileSync(
    preload,
    "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.1' } });",
  );
  const { code, stderr } = await amnl(['doctor'], { env: { NODE_OPTIONS: `--require ${preload}` } });
  expect(code).toBe(2);
  expect(stderr).toMatch(/^\[cli\] amnl needs Node 20\.19 or newer, and this is 18\.20\.1\. .*\n$/);
});

test.each([[['data', 'info', '--json']], [['train', '--help']], [['--version']], [[]]])(
  'a pipe that is closed early is no error: amnl %j',
  async (args) => {
    const { code, stderr } = await amnl(args, {
      env: { AMNL_DATA_DIR: folder },
      onStart: (child) => child.stdout?.destroy(),
    });
    expect(code).not.toBe(1);
    expect(stderr).not.toContain('EPIPE');
  },
);

test.skipIf(!existsSync('/dev/full'))('help for a full disk is one message, without a stack', async () => {
  const full = openSync('/dev/full', 'w');
  const { status, stderr } = spawnSync(process.execPath, [BIN, 'train', '--help'], { stdio: ['ignore', full, 'pipe'] });
  closeSync(full);
  expect(String(stderr)).toMatch(/^\[cli\] .*the disk is full.* \(CLI_SYSTEM\)\n$/);
  expect(status).toBe(2);
});

test('a training goes on when nobody reads its progress any more', async () => {
  const run = join(folder, 'unread');
  const fleet = join(folder, 'fleet of the unread');
  await amnl(['data', 'simulate', '--out', fleet, '--units', '4']);
  const { code } = await amnl(['train', '--data-dir', fleet, ...TINY, '--epochs', '2', '--out', run], {
    onStart: (child) => child.stderr?.destroy(),
  });
  expect(code).toBe(0);
  expect(readFileSync(join(run, 'history.jsonl'), 'utf8').trimEnd().split('\n')).toHaveLength(2);
  expect(existsSync(join(run, 'metrics.json'))).toBe(true);
});
