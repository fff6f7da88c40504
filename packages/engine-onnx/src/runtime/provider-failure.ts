import { engineError } from '../errors/errors.js';
import { writeModel } from '../graph/onnx-writer.js';
import { nativeView } from './native-realm.js';
import { loadRuntime } from './runtime.js';

/** What each provider wants of the machine. */
const NEEDS: Readonly<Record<string, string>> = {
  webgpu: 'a GPU with its driver (Vulkan on Linux, Direct3D 12 on Windows, Metal on macOS)',
  cuda: "an NVIDIA GPU, the CUDA and cuDNN libraries, and ONNX Runtime's own CUDA library, which the install script of onnxruntime-node fetches (Linux on x64; package managers may have it switched off)",
};

/**
 * Why a program could not be loaded, if that is a provider's fault: ONNX Runtime lists providers that it was built with, and
 * finds out whether one works here (a GPU, a driver, a library) only when it makes a session.
 * @returns EO_PROVIDER_MISSING for the first provider that cannot even load a program of one node; undefined if all can
 */
export async function providerFailure(providers: readonly string[]): Promise<Error | undefined> {
  const { InferenceSession } = await loadRuntime();
  for (const name of providers.filter((name) => name !== 'cpu')) {
    try {
      const session = await InferenceSession.create(nativeView(oneNode()), {
        executionProviders: [name],
        logSeverityLevel: 4,
      });
      await session.release();
    } catch (error) {
      const needs = NEEDS[name] ?? 'its hardware, drivers and libraries';
      return engineError(
        'EO_PROVIDER_MISSING',
        `ONNX Runtime's provider '${name}' does not start on this machine: ${reason(error)}. It needs ${needs}. Leave \`providers\` out to run on the processor`,
        error,
      );
    }
  }
  return undefined;
}

function oneNode(): Uint8Array {
  const x = { name: 'x', type: 'float32', shape: [1] } as const;
  const y = { ...x, name: 'y' };
  return writeModel({ nodes: [{ op: 'Neg', inputs: [x], outputs: [y], attributes: {} }], inputs: [x], outputs: [y] });
}

/** ONNX Runtime's message without the C++ function and line in front of it. */
function reason(error: unknown): string {
  const [line = ''] = (error as Error).message.split('\n');
  return (line.split(/ was false\. |^\w+: /).at(-1) ?? line).replace(/\.$/, '');
}
