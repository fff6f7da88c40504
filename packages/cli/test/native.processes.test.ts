import { mkdtempSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { howToBuild, howToInstall } from '../src/compute/native/advice.js';
import { ourCore } from '../src/compute/native/find-package.js';
import { amnl, type Setting, TINY, temporaryFolder } from './amnl.js';
import { CPU, GPU, install, type Packages, UNBUILT, working } from './native-project.js';

const { path: folder, remove } = temporaryFolder();
const fleet = join(folder, 'fleet');
beforeAll(() => amnl(['data', 'simulate', '--out', fleet, '--units', '4']));
afterAll(remove);

const projectWith = (packages: Packages) => install(mkdtempSync(join(folder, 'project-')), packages);
const builds = process.platform === 'linux' && process.arch === 'x64';

/** A tiny run on all units with the eager engine, where the flags do not say otherwise; its record, and what was told. */
async function train(cwd: string, flags: readonly string[] = ['--engine', 'eager'], env: Setting['env'] = {}) {
  const out = join(cwd, 'run');
  const { code, stderr } = await amnl(
    ['train', '--data-dir', fleet, ...TINY, '--selection', 'test', '--out', out, ...flags],
    { cwd, env },
  );
  expect(code, stderr).toBe(0);
  return { stderr, record: recordOf(out), out };
}

const recordOf = (run: string) => JSON.parse(readFileSync(join(run, 'config.json'), 'utf8'));

/** The lines of doctor about native packages, and of a training that asks for one and gets none. */
async function told(cwd: string) {
  const refused = await amnl(['train', '--backend', 'tensorflow'], { cwd });
  const { stdout, code } = await amnl(['doctor'], { cwd });
  expect({ doctor: code, train: refused.code }).toEqual({ doctor: 0, train: 2 });
  expect(refused.stderr).toContain('CLI_BACKEND_UNAVAILABLE');
  return { refused: refused.stderr, doctor: stdout };
}

test('advice is what helps on the machine', () => {
  const linux = { platform: 'linux', arch: 'x64' } as const;
  const mac = { platform: 'darwin', arch: 'arm64' } as const;
  expect(howToInstall(CPU, linux)).toBe(
    "'npm install --ignore-scripts @tensorflow/tfjs-node@4.22.0', then 'npx @amnl/tfjs-node-build --cpu'",
  );
  expect(howToBuild(GPU, linux)).toContain("'npx @amnl/tfjs-node-build --gpu'");
  expect(howToInstall(CPU, mac)).toMatch(/^'npm install @tensorflow\/tfjs-node@4\.22\.0'/);
  expect(howToBuild(CPU, mac)).toMatch(/'npm rebuild @tensorflow\/tfjs-node'.*this is darwin on arm64/);
});

describe('native packages that do not work', () => {
  test('absent: the command that installs them', async () => {
    const { doctor, refused } = await told(projectWith({}));
    for (const name of [GPU, CPU]) {
      expect(doctor).toMatch(
        new RegExp(`^· backend tensorflow +${name} is not installed\\. Install it with 'npm install`, 'm'),
      );
    }
    if (builds) expect(refused).toContain("then 'npx @amnl/tfjs-node-build --cpu'");
  });

  test('unbuilt: the command that builds it; auto says so and goes on to the next', async () => {
    const cwd = projectWith({ [GPU]: UNBUILT });
    const { doctor, refused } = await told(cwd);
    expect(doctor).toMatch(/^! backend tensorflow .*tfjs-node-gpu is installed but its native library is not built/m);
    if (builds) expect(refused).toContain("Run 'npx @amnl/tfjs-node-build --gpu'");
    const { stderr, record } = await train(cwd);
    expect(stderr).toMatch(/^note: @tensorflow\/tfjs-node-gpu is installed but its native library is not built/);
    expect(record).toMatchObject({ backend: 'wasm' });
    expect(record).not.toHaveProperty('tensorflow');
  });

  test('broken in another way: says how', async () => {
    const cwd = projectWith({ [CPU]: "throw new Error('libtensorflow.so.2: cannot open shared object file')" });
    expect((await told(cwd)).refused).toMatch(/does not load: libtensorflow\.so\.2: .*reinstall it: 'npm install/);
  });

  test.skipIf(process.platform === 'win32')('one that ends its process: doctor lives on and says how', async () => {
    const cwd = projectWith({ [GPU]: "process.kill(process.pid, 'SIGILL'); for (;;);", [CPU]: working({}) });
    const { stdout, code } = await amnl(['doctor'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^! backend tensorflow .*needs instructions \(AVX\) that this processor lacks/m);
    expect((await train(cwd)).record.tensorflow).toMatchObject({ package: CPU });
  });
});

describe('auto with the eager engine takes', () => {
  test('the GPU package on a GPU, and says nothing more', async () => {
    const cwd = projectWith({ [GPU]: working({ gpuPackage: true, gpu: true }), [CPU]: working({}) });
    const { stderr, record } = await train(cwd);
    expect(stderr).not.toMatch(/^note: (?!FD001)/m);
    expect(stderr).toContain('engine eager on tensorflow (TensorFlow 2.15.1 on the GPU)');
    const library = { package: GPU, version: '4.22.0', tensorflow: '2.15.1', device: 'GPU' };
    expect(record).toMatchObject({ engine: 'eager', backend: 'tensorflow', tensorflow: library });
  });

  test('the CPU package where the GPU package finds no GPU, and says why', async () => {
    const cwd = projectWith({ [GPU]: working({ gpuPackage: true }), [CPU]: working({ tensorflow: '2.9.1' }) });
    const { stderr, record } = await train(cwd);
    expect(stderr).toMatch(
      /^note: @tensorflow\/tfjs-node-gpu .* finds no GPU \(TensorFlow says: Could not find cuda drivers, .*\); using @tensorflow\/tfjs-node instead$/m,
    );
    expect(record.tensorflow).toEqual({ package: CPU, version: '4.22.0', tensorflow: '2.9.1', device: 'CPU' });
  });

  test('the GPU package on the CPU where there is no other, as it is faster than wasm, and says so', async () => {
    const cwd = projectWith({ [GPU]: working({ gpuPackage: true }) });
    const { stderr, record } = await train(cwd);
    expect(stderr).toMatch(/^note: .*TensorFlow 2\.15\.1 on the CPU, because it finds no GPU \(see 'amnl doctor'\)$/m);
    expect(record.tensorflow).toMatchObject({ package: GPU, device: 'CPU' });
    const { stdout } = await amnl(['doctor'], { cwd });
    expect(stdout).toMatch(/^! backend tensorflow .*TensorFlow says: Could not find cuda drivers/m);
  });

  test('the GPU package on the CPU also where the other one is not built', async () => {
    const cwd = projectWith({ [GPU]: working({ gpuPackage: true }), [CPU]: UNBUILT });
    const { stderr, record } = await train(cwd);
    expect(stderr).toMatch(/^note: @tensorflow\/tfjs-node is installed but its native library is not built/m);
    expect(record.tensorflow).toMatchObject({ package: GPU, device: 'CPU' });
  });
});

describe("TensorFlow's own log", () => {
  test.each([
    ['is kept to errors', CPU, [], {}, '2'],
    ['is silent for the GPU package, which logs three errors at every start', GPU, [], {}, '3'],
    ['is let through by --debug', CPU, ['--debug'], {}, 'undefined'],
    ['is as the user has set it', CPU, [], { TF_CPP_MIN_LOG_LEVEL: '1' }, '1'],
  ])('%s', async (_, name, flags, env, level) => {
    const cwd = projectWith({ [name]: working({ gpuPackage: name === GPU }) });
    const { stderr } = await train(cwd, ['--engine', 'eager', ...flags], env);
    expect(stderr.match(/log level .*/g)).toEqual([`log level ${level}`]);
  });
});

describe('engine and backend together', () => {
  test('a named backend selects the eager engine, and says so', async () => {
    const { stderr, record } = await train(projectWith({ [CPU]: working({}) }), ['--backend', 'tensorflow']);
    expect(record).toMatchObject({ engine: 'eager', backend: 'tensorflow' });
    expect(stderr).toMatch(/^note: --backend tensorflow selects the eager engine.*--engine onnx$/m);
  });

  test('a backend beside the compiled engine is told that it is not used', async () => {
    const { stderr, record } = await train(projectWith({}), ['--backend', 'cpu', '--engine', 'onnx']);
    expect(record).toMatchObject({ engine: 'onnx', backend: 'onnxruntime (cpu)' });
    expect(stderr).toMatch(/^note: --engine onnx computes in ONNX Runtime; --backend cpu is not used for its steps/m);
  });

  test('the compiled engine does not load native TensorFlow, nor say anything about it', async () => {
    const { stderr, record } = await train(projectWith({ [CPU]: working({}), [GPU]: UNBUILT }), []);
    expect(record).toMatchObject({ engine: 'onnx' });
    expect(stderr).not.toMatch(/log level|^note: (?!FD001)/m);
  });
});

describe('a run that goes on', () => {
  const resume = (out: string, cwd: string, ...flags: string[]) =>
    amnl(['train', '--resume', out, '--epochs', '2', ...flags], { cwd });

  test('stays on its backend when a better one has been installed', async () => {
    const cwd = projectWith({});
    const { out } = await train(cwd);
    install(cwd, { [CPU]: working({}) });
    const { code, stderr } = await resume(out, cwd);
    expect(code, stderr).toBe(0);
    expect(recordOf(out)).toMatchObject({ engine: 'eager', backend: 'wasm', config: { backend: 'auto' } });
  });

  test('with another library is refused', async () => {
    const cwd = projectWith({ [CPU]: working({ tensorflow: '2.9.1' }) });
    const { out } = await train(cwd);
    install(cwd, { [CPU]: working({ tensorflow: '2.15.1' }) });
    const { code, stderr } = await resume(out, cwd);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /library in use: "TensorFlow 2\.9\.1 on the CPU" → "TensorFlow 2\.15\.1 on the CPU".*CLI_RESUME_CHANGED/s,
    );
    expect((await resume(out, cwd, '--allow-config-change')).code).toBe(0);
  });
});

describe('a native package with a tfjs-core of its own', () => {
  const withCore = (version: string) => {
    const project = projectWith({ [CPU]: working({}) });
    return realpathSync(install(project, { '@tensorflow/tfjs': '', '@tensorflow/tfjs-core': '' }, version));
  };

  test('of the same version computes; doctor names both copies', async () => {
    const cwd = withCore('4.22.0');
    const { record } = await train(cwd);
    expect(record.tensorflow).toMatchObject({ package: CPU });
    const { stdout, code } = await amnl(['doctor'], { cwd });
    expect(code).toBe(0);
    const copies = [ourCore().folder, join(cwd, 'node_modules/@tensorflow/tfjs-core')];
    const line = stdout.split('\n').find((text) => text.startsWith('! TensorFlow.js'))!;
    for (const copy of copies) expect(line).toContain(copy);
    expect(line).toMatch(
      /more than one copy: .*4\.22\.0 of @tensorflow\/tfjs-node in .*CL_TENSORFLOW_TWICE.*npm dedupe/,
    );
  });

  test('of another version is refused, naming both; auto goes on to wasm', async () => {
    const cwd = withCore('3.21.0');
    const { refused } = await told(cwd);
    const theirs = `3.21.0 in ${join(cwd, 'node_modules/@tensorflow/tfjs-core')}`;
    expect(refused).toContain(
      `comes with @tensorflow/tfjs-core ${theirs}, and amnl uses 4.22.0 in ${ourCore().folder}`,
    );
    expect(refused).not.toContain('log level');
    const { stderr, record } = await train(cwd);
    expect(stderr).toMatch(/^note: @tensorflow\/tfjs-node 4\.22\.0 is incompatible/m);
    expect(record).toMatchObject({ backend: 'wasm' });
  });
});
