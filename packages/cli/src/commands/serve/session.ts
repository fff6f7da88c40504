import { loadRuntime } from '@amnl/engine-onnx/runtime';
import type { Infer } from './window-queue.js';

/** A network as a graph, and the shape of a window. */
export interface Graph {
  readonly bytes: Uint8Array;
  readonly window: number;
  readonly features: number;
}

/** A graph that is loaded. */
export interface Session {
  readonly infer: Infer;
  close(): Promise<void>;
}

/** Loads a graph into ONNX Runtime, which computes in the thread that asks. @throws EO_RUNTIME_MISSING */
export async function openSession({ bytes, window, features }: Graph): Promise<Session> {
  const { InferenceSession, Tensor } = await loadRuntime();
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1 });
  return {
    async infer(input, count) {
      // A batch of one goes through another multiplication, whose last digits may differ: so a window that is alone is given twice.
      const [data, batch] = count === 1 ? [twice(input), 2] : [input, count];
      const made = await session.run({ window: new Tensor('float32', data, [batch, window, features]) });
      const part = (data: Float32Array) => data.slice(0, (count * data.length) / batch);
      return Object.fromEntries(Object.entries(made).map(([name, { data }]) => [name, part(data as Float32Array)]));
    },
    close: () => session.release(),
  };
}

function twice(input: Float32Array): Float32Array {
  const both = new Float32Array(2 * input.length);
  both.set(input);
  both.set(input, input.length);
  return both;
}
