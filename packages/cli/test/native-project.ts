import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

export const CPU = '@tensorflow/tfjs-node';
export const GPU = '@tensorflow/tfjs-node-gpu';

/** Code by package: what its main file does when it is loaded. */
export type Packages = Readonly<Record<string, string>>;

/** Installs stand-ins for packages in a project. */
export function install(project: string, packages: Packages, version = '4.22.0'): string {
  for (const [name, code] of Object.entries(packages)) {
    const home = join(project, 'node_modules', name);
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'package.json'), JSON.stringify({ name, version, main: 'index.js' }));
    writeFileSync(join(home, 'index.js'), code);
  }
  return project;
}

/** What a package without its library does. */
export const UNBUILT = `throw new Error('The Node.js native addon module (tfjs_binding.node) can not be found at path: /x/tfjs_binding.node. \\nPlease run')`;

const require = createRequire(import.meta.url);
const core = JSON.stringify(require.resolve('@tensorflow/tfjs-core'));
const union = createRequire(require.resolve('@tensorflow/tfjs'));
const plain = JSON.stringify(union.resolve('@tensorflow/tfjs-backend-cpu'));

/**
 * What a package that works looks like from outside: the cpu backend with the facts of a native one. It tells on stderr which level of
 * TensorFlow's log it was loaded with, and, where the log is on, what TensorFlow says of a missing GPU.
 */
export function working(facts: {
  readonly gpuPackage?: boolean;
  readonly gpu?: boolean;
  readonly tensorflow?: string;
}): string {
  const { gpuPackage = false, gpu = false, tensorflow = '2.15.1' } = facts;
  return `
  const tf = require(${core});
  const { MathBackendCPU } = require(${plain});
  const level = process.env.TF_CPP_MIN_LOG_LEVEL;
  console.error('log level ' + level);
  if (level === '0') console.error('2026-11-28 02:16:46.472915: I cudart_stub.cc:31] Could not find cuda drivers, GPU will not be used.');
  class Native extends MathBackendCPU {
    isGPUPackage = ${gpuPackage};
    isUsingGpuDevice = ${gpu};
    binding = { TF_Version: '${tensorflow}' };
  }
  tf.registerBackend('tensorflow', () => new Native(), 3);
  for (const kernel of tf.getKernelsForBackend('cpu')) tf.registerKernel({ ...kernel, backendName: 'tensorflow' });
  tf.setBackend('tensorflow');
  exports.backend = () => tf.backend();`;
}
