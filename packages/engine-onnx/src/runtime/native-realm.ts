import { runInThisContext } from 'node:vm';
import type { HostData } from '../graph/host-array.js';

/**
 * The realm of Node and its native code. Jest, and vitest with `--pool=vmThreads`, run a test file in a realm of its own: with
 * arrays that are no `Float32Array`s elsewhere, and with packages loaded into it. ONNX Runtime's native part makes arrays of Node's
 * realm, and its JavaScript takes those of the realm it was loaded into. So that is Node's, past the runner, and it gets
 * arrays of that realm over the same memory.
 */
const node = runInThisContext('globalThis') as typeof globalThis;

/** Whether this file runs in Node's realm, too. */
export const inNodesRealm = node.Float32Array === Float32Array;

/** Loads a package into Node's realm. */
export function requireInNode(name: string): unknown {
  // biome-ignore lint/nursery/noJsRestrictedProperties: synchronous, and bundlers leave it alone
  return node.process.getBuiltinModule('node:module').createRequire(import.meta.url)(name);
}

/** The array as native code wants it; the memory is shared. */
export function nativeView<T extends HostData>(data: T): T {
  if (inNodesRealm) return data;
  const { Float32Array: Floats, Int32Array: Integers, Uint8Array: Bytes } = node;
  const View = data instanceof Float32Array ? Floats : data instanceof Int32Array ? Integers : Bytes;
  return new View(data.buffer as ArrayBuffer, data.byteOffset, data.length) as T;
}
