// '@tensorflow/tfjs' registers the gradients and the cpu backend.
import '@tensorflow/tfjs';
import { enableProdMode, getBackend, setBackend } from '@tensorflow/tfjs-core';
import type { BACKENDS } from '../config/config-values.js';
import { cliError } from '../terminal/errors.js';
import type { NativeLibrary } from './native/library.js';
import type { BackendAttempt } from './native/outcome.js';
import { tryTensorflow } from './native/try-tensorflow.js';
import { importOptional } from './optional-import.js';

/** A value of `--backend`. */
export type BackendChoice = (typeof BACKENDS)[number];

/** The backend in use. */
export interface ChosenBackend {
  /** TensorFlow.js' name: `wasm`, `cpu`, `tensorflow`, `webgpu`. */
  readonly name: string;
  /** What the user should read once: why another one was not taken. */
  readonly notices: readonly string[];
  /** The native library of `tensorflow`. */
  readonly library?: NativeLibrary | undefined;
}

/**
 * Makes a TensorFlow.js backend current. `auto` takes the first that works of native TensorFlow (on a GPU, else on the CPU), wasm and
 * cpu; a package that is not installed is passed over in silence.
 * @throws CLI_BACKEND_UNAVAILABLE when the backend asked for does not work
 */
export async function useBackend(choice: BackendChoice): Promise<ChosenBackend> {
  enableProdMode(); // also silences the banner that recommends tfjs-node
  if (choice !== 'auto') return useOne(choice);
  const native = nativeBackend(await tryTensorflow());
  if (native.name !== undefined) return native;
  const portable = await usePortable();
  return { ...portable, notices: [...native.notices, ...portable.notices] };
}

/** Makes wasm current, or cpu where that does not load. */
export async function usePortable(): Promise<ChosenBackend> {
  enableProdMode();
  const wasm = await tryWasm();
  if (wasm.status === 'ok') return { name: 'wasm', notices: [] };
  await setBackend('cpu');
  return { name: 'cpu', notices: [wasm.message, 'computing on the slow cpu backend'] };
}

async function useOne(choice: Exclude<BackendChoice, 'auto'>): Promise<ChosenBackend> {
  if (choice === 'cpu') {
    await setBackend('cpu');
    return { name: 'cpu', notices: [] };
  }
  let attempts: readonly BackendAttempt[];
  if (choice === 'tensorflow') {
    attempts = await tryTensorflow();
    const native = nativeBackend(attempts);
    if (native.name !== undefined) return native;
  } else {
    attempts = [await (choice === 'wasm' ? tryWasm() : tryWebgpu())];
    if (attempts[0]!.status === 'ok') return { name: getBackend(), notices: [] };
  }
  const why = attempts.map(({ message }) => message).join('; ');
  const others = ['wasm', 'cpu'].filter((name) => name !== choice).join(' or ');
  throw cliError('CLI_BACKEND_UNAVAILABLE', `backend '${choice}' does not work: ${why}. Or use --backend ${others}`);
}

/** Result of the attempts to load native TensorFlow: without a name if none of them is current. */
function nativeBackend(attempts: readonly BackendAttempt[]) {
  const notices = attempts
    .filter(({ status }) => status === 'broken' || status === 'slow')
    .map(({ message }) => message);
  const last = attempts.at(-1)!;
  const works = last.status === 'ok' || last.status === 'slow';
  return works ? { name: 'tensorflow', notices, library: last.library } : { name: undefined, notices };
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
    return {
      name,
      status: 'absent',
      message: `${packageName} is not installed. Install it with 'npm install ${packageName}'`,
    };
  }
  const started = found.status === 'loaded' && (await setBackend('webgpu').catch(() => false));
  return started
    ? { name, status: 'ok', message: packageName }
    : { name, status: 'broken', message: `${packageName} does not start. Check the graphics driver` };
}
