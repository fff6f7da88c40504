import { restoreNodeUtil } from '@amnl/core-loop/node';
import { backend, setBackend } from '@tensorflow/tfjs-core';
import { importOptional } from '../optional-import.js';
import { findNative, NATIVE_PACKAGES, type NativePackage } from './find-package.js';
import { type NativeBackend, readLibrary } from './library.js';
import { quietTensorFlow } from './log-level.js';
import { absent, type BackendAttempt, type Loading, outcome, unfit } from './outcome.js';
import { probe } from './probe.js';

/**
 * Makes a native TensorFlow current: on a GPU where there is one, else the package for CPUs, else the GPU package on the CPU.
 * @returns one attempt per package, in the order they were looked at; the last one is `ok` or `slow` where the backend `tensorflow`
 *   is now current
 */
export async function tryTensorflow(): Promise<BackendAttempt[]> {
  const attempts: BackendAttempt[] = [];
  const fit: NativePackage[] = [];
  for (const name of NATIVE_PACKAGES) {
    const found = findNative(name);
    const refused = found === undefined ? absent(name) : unfit(found);
    if (refused) attempts.push(refused);
    else fit.push(found as NativePackage);
  }
  const { order, passed } = await inOrder(fit);
  attempts.push(...passed);
  for (const one of order) {
    const attempt = outcome(one, await load(one));
    attempts.push(attempt);
    if (attempt.status !== 'broken') break;
  }
  return attempts;
}

/**
 * Which package to load first. One process can have one of them only, as both register the same name and their libraries have the
 * same name, too; so where both are there, the one for GPUs is tried out in a process of its own.
 */
async function inOrder(fit: readonly NativePackage[]): Promise<{ order: NativePackage[]; passed: BackendAttempt[] }> {
  const [gpu, cpu] = fit;
  if (gpu === undefined || cpu === undefined) return { order: [...fit], passed: [] };
  const looked = outcome(gpu, await probe(gpu));
  if (looked.status === 'ok') return { order: [gpu, cpu], passed: [] };
  const passed = [{ ...looked, message: `${looked.message}; using ${cpu.name} instead` }];
  return { order: looked.status === 'slow' ? [cpu, gpu] : [cpu], passed };
}

/** Tells of every native package, each looked at in a process of its own; nothing is loaded here. */
export function lookAtTensorflow(): Promise<BackendAttempt[]> {
  return Promise.all(
    NATIVE_PACKAGES.map(async (name) => {
      const found = findNative(name);
      if (found === undefined) return absent(name);
      return unfit(found) ?? outcome(found, await probe(found));
    }),
  );
}

async function load(found: NativePackage): Promise<Loading> {
  restoreNodeUtil();
  quietTensorFlow(found.name);
  const imported = await importOptional(found.name);
  if (imported.status === 'broken') return { failure: imported.error.message };
  if (!(await setBackend('tensorflow').catch(() => false))) return { failure: 'its backend does not start' };
  return { library: readLibrary(found, backend() as unknown as NativeBackend) };
}
