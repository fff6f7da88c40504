import { fileURLToPath } from 'node:url';
import { BuildError } from './build-error.js';
import { lastLine, run } from './run.js';

/** What a working tfjs-node reported from its own process. */
export interface Checked {
  /** Version of the package. */
  readonly tfjsNode: string;
  /** Version that its library reports. */
  readonly tensorflow: string;
  /** Whether it is the GPU package. */
  readonly gpuPackage: boolean;
  /** Whether it computes on a GPU. */
  readonly gpu: boolean;
}

const CHECK = fileURLToPath(new URL('../check/check.cjs', import.meta.url));

/**
 * Loads the package in a fresh process and compares a product and a gradient with numbers worked out by hand.
 * @param folder of the package
 * @throws BuildError if it does not load or computes wrong results
 */
export async function checkPackage(folder: string, env: NodeJS.ProcessEnv = process.env): Promise<Checked> {
  const quiet = { TF_CPP_MIN_LOG_LEVEL: '2', ...env };
  const { code, reason, stdout, stderr } = await run(process.execPath, [CHECK, folder], { env: quiet });
  if (code !== 0) throw new BuildError('TN_CHECK_FAILED', `${folder} does not load: ${why(reason, stderr)}`);
  const line = stdout.split('\n').findLast((text) => text.startsWith('{"tfjsNode"'));
  if (line === undefined) throw new BuildError('TN_CHECK_FAILED', `${folder} computes nothing: ${lastLine(stdout)}`);
  const { wrong, ...checked } = JSON.parse(line) as Checked & { readonly wrong: readonly string[] };
  if (wrong.length > 0)
    throw new BuildError('TN_CHECK_FAILED', `${folder} computes wrong results: ${wrong.join('; ')}`);
  return checked;
}

function why(reason: string | undefined, stderr: string): string {
  if (reason === 'SIGILL') return 'its library needs a processor with AVX, which this one lacks';
  return reason === undefined ? lastLine(stderr) : `its process was killed by ${reason}`;
}
