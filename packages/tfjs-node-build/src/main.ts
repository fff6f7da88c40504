import { readFileSync } from 'node:fs';
import { parseArguments, USAGE } from './arguments.js';
import { type BuildResult, buildTfjsNode } from './build.js';
import { BuildError } from './build-error.js';
import { CUDA } from './pins.js';

/**
 * The command. Prints steps on stderr and the result on stdout. @returns the exit code: 2 for a wrong command line, 1
 * for a failure
 */
export async function main(args: readonly string[]): Promise<number> {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.once(signal, () => process.exit(code)); // unfinished files are removed when the process ends
  }
  try {
    const asked = parseArguments(args);
    if (asked.ask === 'help') console.log(USAGE);
    else if (asked.ask === 'version') console.log(ownVersion());
    else {
      const started = Date.now();
      const result = await buildTfjsNode({ ...asked.request, say: (line) => console.error(`▸ ${line}`) });
      const seconds = Math.round((Date.now() - started) / 1000);
      console.log(asked.json ? JSON.stringify({ ...result, seconds }) : describe(result, seconds));
    }
    return 0;
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    console.error(error.message);
    return error.code === 'TN_USAGE' ? 2 : 1;
  }
}

/** The result in words. */
export function describe(result: BuildResult, seconds: number): string {
  const what = `${result.name} ${result.tfjsNode} with TensorFlow ${result.tensorflow}`;
  return [
    result.built
      ? `Built ${what} in ${seconds} s; a matrix product and a gradient are correct.`
      : `${what} works already.`,
    ...(result.gpuPackage && result.gpu ? ['It computes on the GPU.'] : []),
    ...(result.gpuPackage && !result.gpu
      ? [`It found no GPU and computes on the CPU. It uses NVIDIA GPUs, with ${CUDA}.`]
      : []),
    ...(needsRegister() ? ["On this Node, import '@amnl/tfjs-node-build/register' before it."] : []),
  ].join('\n');
}

/** Whether this Node lacks what tfjs-node 4.22 calls. */
const needsRegister = (): boolean => Number(process.versions.node.split('.')[0]) >= 23;

const ownVersion = (): string => JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
