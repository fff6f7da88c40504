import { stat } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import type { RecordedCode } from '../schemas/recorded-code.js';
import { cliError } from '../terminal/errors.js';
import { shortText } from '../terminal/plain-value.js';
import { type CodeFile, codeInWords, findCode, sameCode } from './code-file.js';
import { type LoadedCode, loadFound, type UsedCode } from './own-code.js';

/** The code of a run for its record. @param folder the run's */
export function recordedCode(folder: string, used: readonly UsedCode[]): RecordedCode[] {
  return used.map(({ flag, given, path, package: of, sha256, brings, export: name }) => ({
    flag,
    given,
    file: relative(resolve(folder), path).split(sep).join('/'),
    ...(name !== undefined && { export: name }),
    ...(of !== undefined && { package: of.name, version: of.version }),
    sha256,
    brings: [...brings],
  }));
}

/**
 * Finds and loads code of a run's record: where it lay, seen from the run folder; else as it was given, seen from the current folder.
 * @throws CLI_PLUGIN_CHANGED where it is gone, or must be the same and is not
 */
export async function openRecorded(
  folder: string,
  code: RecordedCode,
  whether: 'must be the same' | 'compared later',
): Promise<LoadedCode> {
  const found = await findRecorded(folder, code);
  const before = asCode(code);
  if (whether === 'must be the same' && !sameCode(before, found)) {
    const is = `it was ${codeInWords(before)}, and ${found.path} is ${codeInWords(found)}`;
    const advice = 'Put the file back that the run was trained with, or train again';
    throw cliError('CLI_PLUGIN_CHANGED', `code of the run in ${folder} has changed: ${is}. ${advice}`);
  }
  return loadFound(code.flag, found);
}

/** How a run's code differs from what is in use now, for a list of differences: what, before, now. */
export function codeDifferences(recorded: readonly RecordedCode[], used: readonly UsedCode[]) {
  const rows = Math.max(recorded.length, used.length);
  return Array.from({ length: rows }, (_, i) => {
    const [was, is] = [recorded[i] && asCode(recorded[i]), used[i]];
    const same = was !== undefined && is !== undefined && sameCode(was, is);
    const name = `code ${i + 1}`;
    return [name, was && codeInWords(was), same ? codeInWords(was) : is && codeInWords(is)] as const;
  });
}

async function findRecorded(folder: string, code: RecordedCode): Promise<CodeFile> {
  const place = resolve(folder, code.file);
  const there = await stat(place).catch(() => undefined);
  const name = code.export === undefined ? '' : `#${code.export}`;
  try {
    const found = await findCode(there === undefined || code.package !== undefined ? code.given : `${place}${name}`);
    return { ...found, given: code.given };
  } catch (error) {
    const what = `${shortText(code.given)} was used by the run in ${folder} (${code.brings.join(', ')})`;
    throw cliError('CLI_PLUGIN_CHANGED', `${what}, and is gone: ${place} does not exist. Put it back`, error);
  }
}

function asCode(code: RecordedCode): CodeFile {
  const { given, file, sha256, export: name, package: of, version = 'unknown' } = code;
  return {
    given,
    path: file,
    sha256,
    ...(name !== undefined && { export: name }),
    ...(of !== undefined && { package: { name: of, version } }),
  };
}
