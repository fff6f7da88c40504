import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { readRegular } from '@amnl/core-loop/node';
import { plainText } from '@amnl/core-loop/plain-text';
import { resolveOptional } from '../compute/optional-import.js';
import { cliError } from '../terminal/errors.js';
import { reasonOf } from '../terminal/system-reason.js';

/** A module of the user's, found but not loaded. */
export interface CodeFile {
  /** As it was given: `./mine.mjs`, `amnl-plugin-mine`, `./mine.mjs#focal`. */
  readonly given: string;
  /** Absolute. */
  readonly path: string;
  /** The export to use; undefined: the default one, or `plugin`. */
  readonly export?: string;
  /** Of a package. */
  readonly package?: { readonly name: string; readonly version: string };
  /** Of the file, not of what it imports. */
  readonly sha256: string;
}

/** No source has more. */
const MAX_BYTES = 16 << 20;

/**
 * Finds a file by its path, or a package by its name, from `from` on, and takes its checksum.
 * @throws CLI_PLUGIN_MISSING
 */
export async function findCode(given: string, from = process.cwd()): Promise<CodeFile> {
  const [place = '', name] = splitExport(given);
  const path = resolve(from, place);
  if (isPath(place) || (await isThere(path))) return { ...(await checked(given, path)), ...named(name) };
  const entry = resolveOptional(place);
  if (entry === undefined || !isAbsolute(entry)) {
    const advice = `Give ./${place} for a file, or install the package: npm install ${place}`;
    throw cliError('CLI_PLUGIN_MISSING', `there is no file ${path} and no package '${place}'. ${advice}`);
  }
  return { ...(await checked(given, entry)), ...named(name), package: packageOf(entry, place) };
}

/** The same file as it is now. @throws CLI_PLUGIN_MISSING */
export async function findAgain(file: CodeFile): Promise<CodeFile> {
  return { ...file, ...(await checked(file.given, file.path)) };
}

/** Whether two are the same code, wherever they lie. */
export function sameCode(a: Omit<CodeFile, 'path' | 'given'>, b: Omit<CodeFile, 'path' | 'given'>): boolean {
  return a.sha256 === b.sha256 && a.export === b.export && a.package?.version === b.package?.version;
}

/** For one line: `mine.mjs (sha256 1f2e3d4c5b6a)`. */
export function codeInWords({ given, package: of, sha256 }: Pick<CodeFile, 'given' | 'package' | 'sha256'>): string {
  return `${plainText(given, 200)} (${of === undefined ? '' : `version ${plainText(of.version, 40)}, `}sha256 ${sha256.slice(0, 12)})`;
}

/**
 * Imports it.
 * @param time another number than before: the file is run again, and what it keeps is new
 * @throws CLI_PLUGIN_FAILED with the line, where it has a syntax error, throws, or imports what is not there
 */
export async function importCode({ path }: CodeFile, time = 0): Promise<Readonly<Record<string, unknown>>> {
  try {
    const { href } = pathToFileURL(path);
    return (await import(time === 0 ? href : `${href}?${time}`)) as Record<string, unknown>;
  } catch (error) {
    throw codeFailed(path, 'cannot be loaded', error);
  }
}

/** `CLI_PLUGIN_FAILED`: what the code at `path` has thrown, with the line. */
export function codeFailed(path: string, what: string, error: unknown) {
  const { code, detail } = (error ?? {}) as { code?: unknown; detail?: unknown };
  const said =
    error instanceof Error
      ? typeof detail === 'string'
        ? `${detail} (${String(code)})`
        : `${error.name}: ${error.message}`
      : error;
  const text = plainText(String(said).split('\n')[0]!, 500).replace(/\.$/, '');
  const advice =
    code === 'ERR_MODULE_NOT_FOUND' ? 'Install it where that file lies, or correct the import' : 'Correct it';
  return cliError('CLI_PLUGIN_FAILED', `${path} ${what}${lineIn(error, path)}: ${text}. ${advice}`, error);
}

/** Where in a stack the user's code stands: ` at line 3`, or with the file if it is another one. */
function lineIn(error: unknown, path: string): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const places = [...stack.matchAll(/(file:\/\/[^\s()]+?):(\d+)(?::\d+)?(?=[)\s]|$)/gm)].map(([, url, line]) => ({
    file: fileURLToPath(url!.replace(/\?.*$/, '')),
    line,
  }));
  const first =
    error instanceof SyntaxError ? (places[0] ?? syntaxError(path)) : places.find(({ file }) => file === path);
  if (first === undefined) return '';
  return first.file === path ? ` at line ${first.line}` : ` at line ${first.line} of ${first.file}`;
}

/** Node keeps the line of a syntax error to itself, until it checks a file. */
function syntaxError(path: string): { readonly file: string; readonly line: string } | undefined {
  const { stderr } = spawnSync(process.execPath, ['--check', path], { encoding: 'utf8' });
  const line = /^\S.*:(\d+)$/m.exec(stderr)?.[1];
  return line === undefined ? undefined : { file: path, line };
}

async function checked(given: string, path: string): Promise<CodeFile> {
  try {
    const bytes = await readRegular(path, MAX_BYTES);
    return { given, path, sha256: createHash('sha256').update(bytes).digest('hex') };
  } catch (error) {
    const advice = 'Give the path of a JavaScript module, or the name of a package';
    throw cliError('CLI_PLUGIN_MISSING', `cannot read ${path}: ${reasonOf(error)}. ${advice}`, error);
  }
}

/** `./mine.mjs#focal` → file and export. */
function splitExport(given: string): [string, string | undefined] {
  const at = given.lastIndexOf('#');
  return at < 1 ? [given, undefined] : [given.slice(0, at), given.slice(at + 1)];
}

function named(name: string | undefined): { readonly export?: string } {
  return name === undefined ? {} : { export: name };
}

function isPath(place: string): boolean {
  return isAbsolute(place) || /^\.{1,2}(?:[/\\]|$)/.test(place);
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

/** Name and version in the nearest `package.json` above its entry that has both. */
function packageOf(entry: string, place: string): { readonly name: string; readonly version: string } {
  const require = createRequire(entry);
  for (let folder = dirname(entry); ; folder = dirname(folder)) {
    try {
      const { name, version } = require(join(folder, 'package.json')) as { name?: string; version?: string };
      if (name !== undefined && version !== undefined) return { name, version };
    } catch {
      // none here
    }
    if (folder === dirname(folder)) return { name: place, version: 'unknown' };
  }
}
