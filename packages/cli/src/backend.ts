// '@tensorflow/tfjs' registers the gradients and the cpu backend.
import '@tensorflow/tfjs';
import { enableProdMode, getBackend, setBackend } from '@tensorflow/tfjs-core';
import type { BACKENDS } from './config-values.js';
import { cliError } from './errors.js';
import { importOptional } from './optional-import.js';
import { type BackendAttempt, tryTensorflow } from './tensorflow-backend.js';

/** A value of `--backend`. */
export type BackendChoice = (typeof BACKENDS)[number];

/** The backend in use. */
export interface ChosenBackend {
  /** TensorFlow.js' name: `wasm`, `cpu`, `tensorflow`, `webgpu`. */
  readonly name: string;
  /** What the user should read once: why another one was not taken. */
  readonly notices: readonly string[];
}

/**
 * Makes a TensorFlow.js backend current. `auto` takes the first that works of the native packages (a GPU package without
 * GPU does not count), wasm and cpu; a package that is not installed is passed over in silence.
 * @throws CLI_BACKEND_UNAVAILABLE when the backend asked for does not work
 */
export async function useBackend(choice: BackendChoice): Promise<ChosenBackend> {
  enableProdMode(); // also silences the banner that recommends tfjs-node
  if (choice !== 'auto') return useOne(choice);
  const tried = await tryTensorflow();
  const notices = tried.filter(({ status }) => status === 'broken' || status === 'slow').map(({ message }) => message);
  if (tried.at(-1)?.status === 'ok') return { name: 'tensorflow', notices };
  const wasm = await tryWasm();
  if (wasm.status === 'ok') return { name: 'wasm', notices };
  await setBackend('cpu');
  return { name: 'cpu', notices: [...notices, wasm.message, 'computing on the slow cpu backend'] };
}

async function useOne(choice: Exclude<BackendChoice, 'auto'>): Promise<ChosenBackend> {
  if (choice === 'cpu') {
    await setBackend('cpu');
    return { name: 'cpu', notices: [] };
  }
  const attempts =
    choice === 'tensorflow' ? await tryTensorflow() : [await (choice === 'wasm' ? tryWasm() : tryWebgpu())];
  const last = attempts.at(-1)!;
  if (last.status === 'ok' || last.status === 'slow') {
    return { name: getBackend(), notices: last.status === 'slow' ? [last.message] : [] };
  }
  const why = attempts.map(({ message }) => message).join('; ');
  const others = ['wasm', 'cpu'].filter((name) => name !== choice).join(' or ');
  throw cliError('CLI_BACKEND_UNAVAILABLE', `backend '${choice}' does not work: ${why}. Or use --backend ${others}`);
}

/** The WebAssembly backend; one thread in Node (tensorflow/tfjs#3830). */
export async function tryWasm(): Promise<BackendAttempt> {
  const name = 'wasm';
  try {
    await import('@tensorflow/tfjs-backend-wasm');
    if (await setBackend('wasm')) return { name, status: 'ok', message: 'WebAssembly with SIMD, one thread in Node' };
    return { name, status: 'broken', message: 'the wasm backend does not start' };
  } catch (error) {
    return { name, status: 'broken', message: `the wasm backend does not load: ${(error as Error).message}` };
  }
}

/** The WebGPU backend: a package of its own, and a `navigator.gpu` that Node does not bring. */
export async function tryWebgpu(): Promise<BackendAttempt> {
  const name = 'webgpu';
  const packageName = '@tensorflow/tfjs-backend-webgpu';
  const gpu = (globalThis as { navigator?: { gpu?: unknown } }).navigator?.gpu;
  if (gpu === undefined) {
    const message = 'this Node has no navigator.gpu. Preload one, e.g. the npm package webgpu with node --import';
    return { name, status: 'absent', message };
  }
  const found = await importOptional(packageName);
  if (found.status === 'absent') {
    return { name, status: 'absent', message: `${packageName} is not installed. 'npm install ${packageName}' adds it` };
  }
  const started = found.status === 'loaded' && (await setBackend('webgpu').catch(() => false));
  return started
    ? { name, status: 'ok', message: packageName }
    : { name, status: 'broken', message: `${packageName} does not start. Check the graphics driver` };
}
