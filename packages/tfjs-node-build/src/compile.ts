import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { BuildError } from './build-error.js';
import type { FoundPackage } from './find-package.js';
import { lastLine, run } from './run.js';
import type { Places } from './staging.js';
import { refusal } from './system-error.js';

/** Folders of one compilation. */
export interface CompileFolders {
  readonly staging: string;
  /** TensorFlow's headers. */
  readonly include: string;
  /** Node-API's headers. */
  readonly nodeApi: string;
}

/** The compiler's arguments: the package's two sources, linked to the library, which is found relative to the result. */
export function compilerArguments({ folder, napi }: FoundPackage, places: Places, folders: CompileFolders): string[] {
  const { staging, include, nodeApi } = folders;
  return [
    ...['-shared', '-fPIC', '-O2', '-std=c++17', '-w', `-DNAPI_VERSION=${napi}`],
    ...[nodeApi, include, folder].map((path) => `-I${path}`),
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => join(folder, 'binding', file)),
    ...[`-L${join(staging, places.library)}`, '-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2'],
    `-Wl,-rpath,$ORIGIN/../../${places.library}`,
    ...['-o', join(staging, places.binding)],
  ];
}

/** The Node-API headers, which come with this package. */
export const nodeApiHeaders = (): string =>
  (createRequire(import.meta.url)('node-api-headers') as { readonly include_dir: string }).include_dir;

/** @throws BuildError with the compiler's first error */
export async function compile(
  [compiler, ...before]: readonly [string, ...string[]],
  args: readonly string[],
  { staging, binding, env }: { readonly staging: string; readonly binding: string; readonly env: NodeJS.ProcessEnv },
): Promise<void> {
  mkdirSync(dirname(join(staging, binding)), { recursive: true });
  const { code, reason, stderr } = await run(compiler, [...before, ...args], { env: { ...env, TMPDIR: staging } });
  if (code === 0) return;
  const first = stderr.split('\n').find((line) => /\berror\b/i.test(line)) ?? reason ?? lastLine(stderr);
  const newer = 'It must support C++17: g++ 8, clang++ 7 or newer';
  throw refusal(stderr, staging) ?? new BuildError('TN_COMPILE_FAILED', `${compiler} failed: ${first}. ${newer}`);
}
