// The real tfjs-node, or tfjs-node-gpu, with the workspace's TensorFlow.js, in .tools/tfjs-node.
// pnpm native:build [--gpu]   builds it
// pnpm native:gpu [amnl train options]   builds tfjs-node-gpu, compares ten steps on it with the other backends, and trains an epoch of
//   FD001 on a GPU, if there is one
// pnpm test:native   trains on both, and runs the suites of packages on tfjs-node; a test that known-failures.json lists passes by
//   failing. On a machine that cannot build it says why, and all of it is skipped. The last line counts.
import { join } from 'node:path';
import { countIn, forgetCounts, sentence } from '../run/counts.mjs';
import { build, environment, prepare, root, run, say } from '../run/setup.mjs';

/** Folders, and which files of theirs; none: all. @type {readonly (readonly [string, ...string[]])[]} */
const SUITES = [
  ['packages/cli', '.native.'],
  ['packages/core-loop'],
  ['packages/model-rul'],
  ['packages/optim-adamw'],
  ['packages/ema'],
  ['packages/checkpoint'],
  ['packages/engine-onnx', 'test/parity', 'test/layers', 'test/engine'],
];
/** @type {typeof SUITES} */
const GPU_SUITES = [['packages/cli', 'test/training.native.']];
const CONFIG = join(root, 'tools', 'tfjs-node', 'vitest.config.ts');

await prepare();
await build();
const { BuildError } = await import('@amnl/tfjs-node-build'); // needs what was just built
const { LACKS, nativePackage } = await import('./package.mjs');
const total = { passed: 0, failed: 0, skipped: 0 };

/** Runs suites with a package as the backend. @param {'cpu' | 'gpu'} kind @param {typeof SUITES} suites */
async function test(kind, suites) {
  try {
    const { project, gpu } = await nativePackage(kind);
    const env = { ...environment, AMNL_NATIVE: project };
    for (const [folder, ...files] of suites) {
      say(`${folder} ${files.join(' ')}`);
      const cwd = join(root, folder);
      forgetCounts();
      const code = await run('vitest', ['run', '--config', CONFIG, '--root', '.', ...files], { cwd, env });
      const { passed, failed, skipped } = countIn(cwd);
      total.passed += passed;
      total.failed += code === 0 ? failed : failed || 1; // what died before it could count has failed, too
      total.skipped += skipped;
    }
    return gpu ? project : undefined;
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    const lacks = LACKS.has(error.code);
    console.error(lacks ? `SKIPPED, this machine lacks what it takes: ${error.message}` : error.message);
    if (lacks) total.skipped += suites.length;
    else total.failed++;
  }
}

const [what, ...args] = process.argv.slice(2);
if (what === 'build') {
  const built = nativePackage(args.includes('--gpu') ? 'gpu' : 'cpu').then(({ project }) => console.log(project));
  await built.catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
} else {
  if (what === 'test') await test('cpu', SUITES);
  const onGpu = await test('gpu', GPU_SUITES);
  if (what === 'gpu' && onGpu !== undefined) {
    say('an epoch of FD001 on the GPU');
    const train = ['train', '--dataset', 'FD001', '--preset', 'quick', '--epochs', '1', '--engine', 'eager'];
    const all = [join(root, 'packages/cli/bin/amnl.mjs'), ...train, '--backend', 'tensorflow', ...args];
    // From the folder where amnl finds the package.
    if ((await run(process.execPath, all, { cwd: onGpu })) !== 0) total.failed++;
  }
  console.log(sentence(total));
  // Whoever asks for a GPU gets an error if the package could not even be built.
  process.exitCode = total.failed > 0 || (what === 'gpu' && total.passed === 0) ? 1 : 0;
}
