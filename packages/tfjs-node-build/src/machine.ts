import { BuildError } from './build-error.js';
import { GLIBC } from './pins.js';
import { run } from './run.js';

/** Facts that decide whether the library can run here. */
export interface MachineFacts {
  /** As `process.platform`. */
  readonly platform: string;
  /** As `process.arch`. */
  readonly arch: string;
  /** Version of glibc; `undefined` for another C library. */
  readonly glibc: string | undefined;
}

/** The facts of this machine. */
export function thisMachine(): MachineFacts {
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return { platform: process.platform, arch: process.arch, glibc: header.glibcVersionRuntime };
}

/** @throws BuildError if the library cannot run on such a machine */
export function requireMachine({ platform, arch, glibc }: MachineFacts): void {
  if (platform !== 'linux' || arch !== 'x64') {
    const else_ = "Use tfjs-node's own installer there, or a backend without native code: onnx, wasm";
    throw new BuildError(
      'TN_PLATFORM',
      `this is ${platform} on ${arch}; the library exists for Linux on x64. ${else_}`,
    );
  }
  if (glibc === undefined) {
    const instead =
      'Use a system with glibc, such as Debian (for containers the image node:22-slim, not node:22-alpine)';
    throw new BuildError('TN_LIBC', `the C library of this system is not glibc (musl, as on Alpine?). ${instead}`);
  }
  if (isOlder(glibc, GLIBC)) {
    throw new BuildError('TN_LIBC', `glibc is ${glibc}; the library needs ${GLIBC} or newer. Use a newer system`);
  }
}

/** Whether a version of two numbers is older than another. */
function isOlder(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [majorOf = 0, minorOf = 0] = than.split('.').map(Number);
  return major < majorOf || (major === majorOf && minor < minorOf);
}

/**
 * The C++ compiler: what `CXX` names, which may have arguments (`ccache g++`), else the first of g++, c++, clang++.
 * @throws BuildError if there is none
 */
export async function findCompiler(env: NodeJS.ProcessEnv): Promise<readonly [string, ...string[]]> {
  const named = env['CXX']?.trim();
  const candidates = named ? [named] : ['g++', 'c++', 'clang++'];
  for (const candidate of candidates) {
    const [command = candidate, ...args] = candidate.split(/\s+/);
    if ((await run(command, [...args, '--version'], { env })).code === 0) return [command, ...args];
  }
  const found = named ? `CXX is '${named}', which cannot be run` : 'there is no C++ compiler (g++, c++, clang++)';
  const get = 'apt-get install g++ (Debian, Ubuntu), dnf install gcc-c++ (Fedora, RHEL), or name one in CXX';
  throw new BuildError('TN_COMPILER_MISSING', `${found}. ${get}`);
}

/** @throws BuildError if this Python does not run or is older than 3 */
export async function requirePython(python: string, env: NodeJS.ProcessEnv): Promise<void> {
  const { code, stdout } = await run(python, ['-c', 'import sys; print(sys.version_info[0])'], { env });
  const said = stdout.trim();
  const isVersion = /^\d+$/.test(said);
  if (code === 0 && isVersion && Number(said) >= 3) return;
  const ran = isVersion ? `${python} is Python ${said}` : `${python} runs, but is not Python`;
  const found = code === 0 ? ran : `${python} cannot be run`;
  const get = 'It is needed to unpack the library: apt-get install python3 python3-pip, or name one with --python';
  throw new BuildError('TN_PYTHON_MISSING', `${found}. ${get}`);
}

/** @throws BuildError if this Python has no pip */
export async function requirePip(python: string, env: NodeJS.ProcessEnv): Promise<void> {
  if ((await run(python, ['-m', 'pip', '--version'], { env })).code === 0) return;
  const get =
    'apt-get install python3-pip, or --python with one of a virtual environment, or --wheel with a local file';
  throw new BuildError('TN_PIP_MISSING', `${python} has no pip, which downloads the library. ${get}`);
}
