import { cpSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BuildError } from './build-error.js';
import { type Checked, checkPackage } from './check.js';
import { compile, compilerArguments, nodeApiHeaders } from './compile.js';
import { type Choice, type FoundPackage, findPackage } from './find-package.js';
import { findCompiler, type MachineFacts, requireMachine, requirePython, thisMachine } from './machine.js';
import { PINS } from './pins.js';
import { lastLine, run } from './run.js';
import { place, placesOf, withStaging } from './staging.js';
import { refusal, requireRoom } from './system-error.js';
import { defaultCache, getWheel } from './wheel.js';

/** Options of a build; all have defaults. */
export interface BuildRequest {
  /** Folder of a project where the package is installed. Default: the current one. */
  readonly project?: string;
  /** Which package. Default: the one that is installed. */
  readonly package?: Choice;
  /** Folder where wheels are kept. Default: `$XDG_CACHE_HOME/amnl/wheels` or `~/.cache/amnl/wheels`. */
  readonly cache?: string;
  /** A local wheel instead of a download. */
  readonly wheel?: string;
  /** Default: `python3`. */
  readonly python?: string;
  /** Rebuilds even if it already works. */
  readonly force?: boolean;
  /** Default: `process.env`. */
  readonly env?: NodeJS.ProcessEnv;
  /** Called with a line for every step. Default: none. */
  readonly say?: (line: string) => void;
}

/** Result of a build. */
export interface BuildResult extends Checked {
  /** npm name of the package. */
  readonly name: string;
  /** Its folder. */
  readonly folder: string;
  /** `false`: it already worked, and nothing was changed. */
  readonly built: boolean;
}

const UNPACK = fileURLToPath(new URL('../check/unpack.py', import.meta.url));

/**
 * Builds the native library of an installed tfjs-node: TensorFlow's C library from the Python wheel, the binding from the package's
 * own sources. The package is changed only after a copy of it with the new library has computed correct results.
 * @throws BuildError, and the package is as it was
 */
export async function buildTfjsNode(
  request: BuildRequest = {},
  machine: MachineFacts = thisMachine(),
  pins = PINS,
): Promise<BuildResult> {
  const { env = process.env, say = () => {}, python = 'python3' } = request;
  const found = findPackage(request.project ?? '.', request.package, pins);
  const { pin, folder } = found;
  const places = placesOf(found.napi, pin.wheel.version);
  if (!request.force && existsSync(join(folder, places.binding))) {
    const works = await worksAlready(folder, env, say);
    if (works !== undefined) return { name: pin.npm, folder, built: false, ...works };
  }
  requireMachine(machine);
  const compiler = await findCompiler(env);
  await requirePython(python, env);
  const cache = request.cache ?? defaultCache(env);
  const wheel = await getWheel(pin.wheel, { cache, file: request.wheel, python, env, say });

  const checked = await withStaging(folder, async (staging) => {
    requireRoom(folder, pin.wheel.unpacked);
    say(`unpacking ${Math.round(pin.wheel.unpacked / 1e6)} MB into ${folder}`);
    await unpack(wheel, staging, python, env);
    mkdirSync(dirname(join(staging, places.library)), { recursive: true });
    renameSync(join(staging, 'lib'), join(staging, places.library));
    say(`compiling with ${compiler.join(' ')}`);
    const include = join(staging, 'include');
    const args = compilerArguments(found, places, { staging, include, nodeApi: nodeApiHeaders() });
    await compile(compiler, args, { staging, binding: places.binding, env });
    say('checking a matrix product and a gradient');
    const result = await checkCopy(found, staging, env);
    place(staging, folder, places);
    return result;
  });
  return { name: pin.npm, folder, built: true, ...checked };
}

async function worksAlready(folder: string, env: NodeJS.ProcessEnv, say: (line: string) => void) {
  try {
    return await checkPackage(folder, env);
  } catch (error) {
    say(`the installed library does not work and is rebuilt: ${(error as Error).message}`);
    return undefined;
  }
}

/** Moves what the package needs from the wheel to `lib` and `include` in the staging folder. */
async function unpack(wheel: string, staging: string, python: string, env: NodeJS.ProcessEnv): Promise<void> {
  const { code, reason, stderr } = await run(python, [UNPACK, wheel, staging], { env });
  if (code === 0 && existsSync(join(staging, 'lib'))) return;
  const why = code === 0 ? 'it holds no library' : (reason ?? lastLine(stderr));
  throw refusal(stderr, staging) ?? new BuildError('TN_UNPACK_FAILED', `${wheel} could not be unpacked: ${why}`);
}

/** Checks the package's own code with the new library, before anything in the package is touched. */
async function checkCopy({ folder, pin }: FoundPackage, staging: string, env: NodeJS.ProcessEnv): Promise<Checked> {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { readonly main: string };
  cpSync(join(folder, 'package.json'), join(staging, 'package.json'));
  cpSync(join(folder, dirname(manifest.main)), join(staging, dirname(manifest.main)), { recursive: true });
  const checked = await checkPackage(staging, env);
  if (checked.tensorflow === pin.wheel.version) return checked;
  const found = `the library reports TensorFlow ${checked.tensorflow}, not ${pin.wheel.version}`;
  throw new BuildError('TN_CHECK_FAILED', `${found}. Is there another one in LD_LIBRARY_PATH?`);
}
