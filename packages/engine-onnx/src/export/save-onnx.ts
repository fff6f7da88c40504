import { knownOptions } from '@amnl/core-loop';
import { engineError } from '../errors/errors.js';
import type { ExportedModel } from './exported-model.js';

/** Options of {@link saveOnnx}. */
export interface SaveOnnxOptions {
  /** Whether a file in the place is replaced. @default false: it is refused */
  readonly overwrite?: boolean;
}

/**
 * Writes an exported model to a file, whole or not at all: beside its place first, so that a reader, a crash or a full disk meets
 * the file that was there, or the new one.
 * @throws EO_FILE_EXISTS, EO_WRITE_FAILED
 */
export async function saveOnnx(
  path: string,
  { bytes }: Pick<ExportedModel, 'bytes'>,
  options: SaveOnnxOptions = {},
): Promise<void> {
  knownOptions('saveOnnx', options, ['overwrite']);
  // Loaded here, as this package is also for browsers.
  const [{ stat }, { writeWhole }] = await Promise.all([import('node:fs/promises'), import('@amnl/core-loop/node')]);
  const { overwrite = false } = options;
  const there = await stat(path).catch(() => undefined);
  if (there !== undefined && !there.isFile())
    throw engineError('EO_WRITE_FAILED', `${path} is no file. Name another one`);
  try {
    await writeWhole(path, (file) => file.writeFile(bytes), { replace: overwrite });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST')
      throw engineError(
        'EO_FILE_EXISTS',
        `${path} exists already. Name another file, or replace it with { overwrite: true }`,
      );
    throw engineError('EO_WRITE_FAILED', `${path} could not be written: ${REASONS[code ?? ''] ?? message}`, error);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full. Make room, or name a file elsewhere',
  EDQUOT: 'your share of the disk is used up. Make room, or name a file elsewhere',
  EFBIG: 'files may not be so large there. Raise the limit (ulimit -f), or name a file elsewhere',
  ENOENT: 'its folder does not exist. Make the folder first',
  EACCES: 'this user may not write there. Name a file elsewhere',
  EROFS: 'nothing can be written there. Name a file elsewhere',
};
