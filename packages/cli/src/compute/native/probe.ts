import { execFile } from 'node:child_process';
import type { NativePackage } from './find-package.js';
import { type NativeBackend, readLibrary } from './library.js';
import type { Loading } from './outcome.js';

/** No start of TensorFlow takes so long, not even the first one on a new GPU. */
const LIMIT_MS = 180_000;

/** Loads the package that it is given and says what its backend is, on a line of its own. */
const PROGRAM = `
let found;
try {
  const { isUsingGpuDevice, binding = {} } = require(process.argv[1]).backend();
  found = { isUsingGpuDevice, binding: { TF_Version: binding.TF_Version } };
} catch (error) {
  found = { failure: String(error.message) };
}
require('fs').writeSync(1, '\\n' + JSON.stringify(found) + '\\n');
process.exit();`;

/**
 * Loads a native package in a process of its own. Two of them in one process would share a name and a library, and a library that
 * ends its process (for want of AVX, say) must not end this one.
 */
export function probe(found: NativePackage): Promise<Loading> {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '0' }; // the log says what is wrong with a GPU
  const options = { env, timeout: LIMIT_MS, killSignal: 'SIGKILL', maxBuffer: 1 << 26 } as const;
  return new Promise((done) => {
    execFile(process.execPath, ['-e', PROGRAM, found.entry], options, (error, stdout, stderr) => {
      const line = stdout.trimEnd().split('\n').at(-1) ?? '';
      const said = parse(line);
      if (said === undefined) done({ failure: ended(error?.signal ?? undefined, stderr) });
      else if (said.failure !== undefined) done({ failure: said.failure });
      else done({ library: readLibrary(found, said), says: aboutGpus(stderr) });
    });
  });
}

function parse(line: string): (NativeBackend & { readonly failure?: string }) | undefined {
  try {
    const said: unknown = JSON.parse(line);
    return typeof said === 'object' && said !== null ? said : undefined;
  } catch {
    return undefined;
  }
}

function ended(signal: string | undefined, stderr: string): string {
  if (signal === 'SIGILL') return 'its library needs instructions (AVX) that this processor lacks';
  const last = stderr.trimEnd().split('\n').at(-1) || 'no message';
  return signal === undefined ? last : `its process was killed by ${signal}: ${last}`;
}

/** The first line of TensorFlow's log that says why there is no GPU, without time and place. */
function aboutGpus(log: string): string | undefined {
  const line = log.split('\n').find((text) => /cuda driver|dlopen|dynamic library|cuInit|skipping.*gpu/i.test(text));
  return line?.replace(/^.*?\] /, '').replace(/\.$/, '');
}
