// A tfjs-node in a folder of its own: not among the workspace's dependencies, as its installer downloads, and with the workspace's
// TensorFlow.js beside it, as two copies of that would be two.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { BuildError, buildTfjsNode, CUDA, PINS } from '@amnl/tfjs-node-build';
import { must, root, say } from '../../run/setup.mjs';

/** @typedef {'cpu' | 'gpu'} Kind */
/** @typedef {import('@amnl/tfjs-node-build').BuildResult & { readonly project: string }} Native */

const HOME = join(root, '.tools', 'tfjs-node');

/**
 * Installs, builds and checks it; a second where it is there. Says what it does, and what it did.
 * @param {Kind} kind
 * @returns {Promise<Native>} `project` is a folder that finds the package
 * @throws {BuildError} where this machine cannot
 */
async function nativePackage(kind) {
  const project = join(HOME, kind);
  if (!existsSync(join(project, 'node_modules'))) await install(kind, project);
  useWorkspace(project);
  const result = await buildTfjsNode({ project, package: kind, say });
  const gpu = result.gpuPackage
    ? `, ${result.gpu ? 'on the GPU' : `which found no GPU (it uses NVIDIA’s, with ${CUDA})`}`
    : '';
  say(
    `${result.name} ${result.tfjsNode}, TensorFlow ${result.tensorflow}${gpu}: ${result.built ? 'built' : 'built before'}`,
  );
  return { ...result, project };
}

/** Beside the goal, then into place. @param {Kind} kind @param {string} project */
async function install(kind, project) {
  const { npm, version } = PINS[kind];
  say(`installing ${npm} ${version} without its installer`);
  mkdirSync(HOME, { recursive: true });
  const fresh = mkdtempSync(join(HOME, `.${kind}-`));
  try {
    const manifest = { name: 'native', private: true, dependencies: { [npm]: version } };
    writeFileSync(join(fresh, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    await must('npm', ['install', ...quiet], { cwd: fresh, stdio: ['ignore', 2, 2] });
    rmSync(project, { recursive: true, force: true });
    renameSync(fresh, project);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** Puts the workspace's TensorFlow.js in the place of npm's. @param {string} project */
function useWorkspace(project) {
  const scope = join(project, 'node_modules', '@tensorflow');
  const require = createRequire(import.meta.url);
  for (const name of readdirSync(scope)) {
    if (!name.startsWith('tfjs-node')) rmSync(join(scope, name), { recursive: true, force: true });
  }
  for (const name of ['tfjs', 'tfjs-core']) {
    symlinkSync(realpathSync(dirname(require.resolve(`@tensorflow/${name}/package.json`))), join(scope, name), 'dir');
  }
}

/** What a machine lacks. Anything else that goes wrong is a fault of ours. @type {ReadonlySet<string>} */
const LACKS = new Set([
  ...['TN_PLATFORM', 'TN_LIBC', 'TN_COMPILER_MISSING', 'TN_PYTHON_MISSING', 'TN_PIP_MISSING'],
  ...['TN_DOWNLOAD_FAILED', 'TN_DISK_FULL'],
]);

/**
 * Runs work with the package, or says why there is none.
 * @template T
 * @param {Kind} kind
 * @param {(native: Native) => Promise<T>} work
 * @param {(why: string, lacks: boolean) => T} without `lacks`: for want of something on this machine
 */
export async function withNative(kind, work, without) {
  let native;
  try {
    native = await nativePackage(kind);
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    return without(error.message, LACKS.has(error.code));
  }
  return work(native);
}
