// A tfjs-node in a folder of its own: not among the workspace's dependencies, as its installer downloads, and with the workspace's
// TensorFlow.js in the place of npm's, as two copies of that would be two.
import { existsSync, mkdirSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { buildTfjsNode, CUDA, PINS } from '@amnl/tfjs-node-build';
import { must, root, say } from '../run/setup.mjs';

/** What a machine lacks. Anything else that goes wrong is a fault of ours. @type {ReadonlySet<string>} */
export const LACKS = new Set([
  ...['TN_PLATFORM', 'TN_LIBC', 'TN_COMPILER_MISSING', 'TN_PYTHON_MISSING', 'TN_PIP_MISSING'],
  ...['TN_DOWNLOAD_FAILED', 'TN_DISK_FULL'],
]);

/**
 * Installs, builds and checks it; a second if it is there.
 * @param {'cpu' | 'gpu'} kind
 * @returns what came of it, and `project`: a folder that finds the package
 * @throws {import('@amnl/tfjs-node-build').BuildError} if this machine cannot
 */
export async function nativePackage(kind) {
  const project = join(root, '.tools', 'tfjs-node', kind);
  const { npm, version } = PINS[kind];
  // npm writes this file last: without it, an install was interrupted.
  if (!existsSync(join(project, 'node_modules', '.package-lock.json'))) {
    say(`installing ${npm} ${version} without its installer`);
    mkdirSync(project, { recursive: true });
    writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, dependencies: { [npm]: version } }));
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    await must('npm', ['install', ...quiet], { cwd: project, stdio: ['ignore', 2, 2] });
  }
  const scope = join(project, 'node_modules', '@tensorflow');
  for (const name of readdirSync(scope))
    if (!name.startsWith('tfjs-node')) rmSync(join(scope, name), { recursive: true, force: true });
  const { resolve } = createRequire(import.meta.url);
  for (const name of ['tfjs', 'tfjs-core'])
    symlinkSync(realpathSync(dirname(resolve(`@tensorflow/${name}/package.json`))), join(scope, name), 'dir');

  const result = await buildTfjsNode({ project, package: kind, say });
  const { name, tfjsNode, tensorflow, gpuPackage, gpu, built } = result;
  const where = gpuPackage ? `, ${gpu ? 'on the GPU' : `which found no GPU (it uses NVIDIA’s, with ${CUDA})`}` : '';
  say(`${name} ${tfjsNode}, TensorFlow ${tensorflow}${where}: ${built ? 'built' : 'built before'}`);
  return { ...result, project };
}
