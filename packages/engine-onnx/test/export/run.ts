import type { Tensor } from 'onnxruntime-node';
import { loadRuntime } from '../../src/runtime/runtime.js';

/** Numbers for an input. */
export interface Feed {
  readonly name: string;
  readonly data: Float32Array | Int32Array | Uint8Array;
  readonly shape: readonly number[];
}

/** Runs a file in ONNX Runtime; the outputs in their order. */
export async function run(bytes: Uint8Array, feeds: readonly Feed[]): Promise<Record<string, Tensor>> {
  const { InferenceSession, Tensor } = await loadRuntime();
  const session = await InferenceSession.create(bytes, { logSeverityLevel: 4, intraOpNumThreads: 1 });
  try {
    const taken = feeds.filter(({ name }) => session.inputNames.includes(name));
    const made = await session.run(
      Object.fromEntries(taken.map(({ name, data, shape }) => [name, new Tensor(typeOf(data), data as never, shape)])),
    );
    return Object.fromEntries(session.outputNames.map((name) => [name, made[name]!]));
  } finally {
    await session.release();
  }
}

function typeOf(data: Feed['data']): 'float32' | 'int32' | 'bool' {
  if (data instanceof Float32Array) return 'float32';
  return data instanceof Int32Array ? 'int32' : 'bool';
}
