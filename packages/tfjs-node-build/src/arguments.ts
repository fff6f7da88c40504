import { parseArgs } from 'node:util';
import type { BuildRequest } from './build.js';
import { BuildError } from './build-error.js';
import { CUDA, PINS } from './pins.js';

/** What the command line asks for. */
export type Request =
  | { readonly ask: 'help' }
  | { readonly ask: 'version' }
  | { readonly ask: 'build'; readonly request: BuildRequest; readonly json: boolean };

const { cpu, gpu } = PINS;

/** The text of `--help`. */
export const USAGE = `tfjs-node-build [${cpu.npm} | ${gpu.npm}]

Builds the native library of an installed tfjs-node ${cpu.version} and checks it with a matrix product and a gradient.
TensorFlow's C library comes out of the Python wheel of ${cpu.wheel.name} ${cpu.wheel.version}, by your pip (${Math.round(cpu.wheel.bytes / 1e6)} MB; for the GPU
package ${gpu.wheel.name} ${gpu.wheel.version}, ${Math.round(gpu.wheel.bytes / 1e6)} MB, which uses ${CUDA}). Needs Linux on x64, a C++ compiler, Python 3 with pip.

  npm install ${cpu.npm}@${cpu.version} --ignore-scripts
  npx @amnl/tfjs-node-build

  --cpu, --gpu     which package, if both are installed; or give its name
  --project DIR    where it is installed; default: here
  --cache DIR      where wheels are kept; default: $XDG_CACHE_HOME/amnl/wheels or ~/.cache/amnl/wheels
  --wheel FILE     a local wheel instead of a download
  --python PATH    default: python3
  --force          rebuild even if it already works
  --json           the result as JSON on stdout
  --version
  --help

The C++ compiler is CXX, or g++.`;

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
  cpu: { type: 'boolean' },
  gpu: { type: 'boolean' },
  project: { type: 'string' },
  cache: { type: 'string' },
  wheel: { type: 'string' },
  python: { type: 'string' },
  force: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

/** @throws BuildError for an invalid command line */
export function parseArguments(args: readonly string[]): Request {
  const { values, positionals } = parse(args);
  if (values.help) return { ask: 'help' };
  if (values.version) return { ask: 'version' };
  const named = positionals.map((name) => {
    if (name === cpu.npm) return 'cpu';
    if (name === gpu.npm) return 'gpu';
    throw usage(`'${name}' is not supported: ${cpu.npm}, ${gpu.npm}`);
  });
  const choices = new Set([...named, ...(values.cpu ? ['cpu' as const] : []), ...(values.gpu ? ['gpu' as const] : [])]);
  if (choices.size > 1) throw usage('one package at a time');
  const empty = (['project', 'cache', 'wheel', 'python'] as const).find((name) => values[name] === '');
  if (empty !== undefined) throw usage(`--${empty} is empty`);
  const { project, cache, wheel, python, force, json = false } = values;
  const [choice] = choices;
  const given = { project, package: choice, cache, wheel, python, force };
  const request = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as BuildRequest;
  return { ask: 'build', request, json };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  } catch (error) {
    throw usage((error as Error).message.split('. ')[0] ?? '');
  }
}

const usage = (what: string) => new BuildError('TN_USAGE', `${what}. Known options are in 'tfjs-node-build --help'`);
