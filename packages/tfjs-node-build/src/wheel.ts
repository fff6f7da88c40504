import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { BuildError } from './build-error.js';
import { isAlive } from './is-alive.js';
import { requirePip } from './machine.js';
import type { Pin } from './pins.js';
import { lastLine, run } from './run.js';
import { refusal, requireRoom, systemError } from './system-error.js';

type Wheel = Pin['wheel'];

/** Default folder for wheels: `$XDG_CACHE_HOME/amnl/wheels`, `~/.cache/amnl/wheels`. */
export const defaultCache = (env: NodeJS.ProcessEnv): string =>
  join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'amnl', 'wheels');

/** Where the wheel comes from. */
export interface WheelSource {
  readonly cache: string;
  /** A local file instead of a download. */
  readonly file: string | undefined;
  readonly python: string;
  readonly env: NodeJS.ProcessEnv;
  readonly say: (line: string) => void;
}

/**
 * A wheel with the expected checksum: the given file, the one in the cache, or a download into it.
 * @returns its path
 * @throws BuildError if it is not available; the cache is then unchanged
 */
export async function getWheel(wheel: Wheel, source: WheelSource): Promise<string> {
  if (source.file !== undefined) {
    await requireBytes(source.file, wheel);
    return source.file;
  }
  const cached = join(source.cache, wheel.file);
  if (existsSync(cached)) {
    if ((await sha256(cached)) === wheel.sha256) {
      source.say(`${wheel.name} ${wheel.version} is in the cache ${source.cache}`);
      return cached;
    }
    source.say(`${cached} is damaged and is downloaded again`);
  }
  await download(wheel, cached, source);
  return cached;
}

/** Into its own folder in the cache, then renamed into place. */
async function download(wheel: Wheel, cached: string, { cache, python, env, say }: WheelSource): Promise<void> {
  await requirePip(python, env);
  let fresh: string | undefined;
  const clean = () => fresh !== undefined && rmSync(fresh, { recursive: true, force: true });
  process.once('exit', clean);
  try {
    mkdirSync(cache, { recursive: true });
    removeAbandoned(cache);
    requireRoom(cache, wheel.bytes);
    fresh = mkdtempSync(join(cache, `.download-${process.pid}-`));
    say(`downloading ${wheel.name} ${wheel.version} with pip, ${Math.round(wheel.bytes / 1e6)} MB, into ${cache}`);
    // pip's own temporary files go there, too: /tmp may be small. Its cache would hold the same bytes twice.
    const pip = await run(python, ['-m', 'pip', ...downloadArguments(wheel, fresh)], {
      env: { ...env, TMPDIR: fresh },
    });
    if (pip.code !== 0) {
      const advice = `Try '${python} -m pip ${downloadArguments(wheel, '.').join(' ')}' yourself, and pass the file with --wheel`;
      const why = lastLine(pip.stderr || pip.stdout).replace(/^ERROR: /, '');
      throw (
        refusal(pip.stderr, cache) ??
        new BuildError(
          'TN_DOWNLOAD_FAILED',
          `pip could not download ${wheel.name} ${wheel.version}: ${why.replace(/\.$/, '')}. ${advice}`,
        )
      );
    }
    const got = join(fresh, wheel.file);
    if (!existsSync(got))
      throw new BuildError(
        'TN_DOWNLOAD_FAILED',
        `pip downloaded another file than ${wheel.file}. Pass a local file with --wheel`,
      );
    await requireBytes(got, wheel);
    renameSync(got, cached);
  } catch (error) {
    throw systemError(error, cache);
  } finally {
    clean();
    process.off('exit', clean);
  }
}

/** Leftovers of a killed download. */
function removeAbandoned(cache: string): void {
  for (const name of readdirSync(cache)) {
    const [, owner] = /^\.download-(\d+)-/.exec(name) ?? [];
    if (owner !== undefined && !isAlive(Number(owner))) rmSync(join(cache, name), { recursive: true, force: true });
  }
}

/** The user's index, proxy and certificates apply, as configured for pip. */
export const downloadArguments = ({ name, version }: Wheel, folder: string): readonly string[] => [
  ...['download', '--no-deps', '--only-binary=:all:', '--no-cache-dir', '--disable-pip-version-check'],
  ...['--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311'],
  ...['--platform', 'manylinux2014_x86_64', '--platform', 'manylinux_2_17_x86_64'],
  ...['--dest', folder, `${name}==${version}`],
];

/** @throws BuildError if a file is not this wheel */
async function requireBytes(path: string, wheel: Wheel): Promise<void> {
  if (!existsSync(path)) throw new BuildError('TN_WHEEL_INVALID', `there is no file ${resolve(path)}`);
  if (basename(path) !== wheel.file) {
    throw new BuildError('TN_WHEEL_INVALID', `${resolve(path)} is not the expected wheel, ${wheel.file}`);
  }
  const found = await sha256(path);
  if (found === wheel.sha256) return;
  const sums = `its sha256 is ${found}, expected ${wheel.sha256}`;
  throw new BuildError('TN_WHEEL_INVALID', `${path} is damaged or was altered: ${sums}. It was not used`);
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path, { highWaterMark: 2 ** 20 }), hash);
  } catch (error) {
    throw new BuildError('TN_WHEEL_INVALID', `${path} cannot be read: ${(error as Error).message}`);
  }
  return hash.digest('hex');
}
