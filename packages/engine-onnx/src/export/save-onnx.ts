import { knownOptions } from '@amnl/core-loop';
import { engineError } from '../errors/errors.js';
import type { ExportedModel } from './exported-model.js';

/** Options of {@link saveOnnx}. */
export interface SaveOnnxOptions {
  /** Whether a file in the place is replaced. @default false: it is refused */
  readonly overwrite?: boolean;
}

/**
 * Writes an exported model to a file, completely or not at all: first to a temporary file, so that after a crash or on a full
 * disk there is the old file or the new one.
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
    throw engineError('EO_WRITE_FAILED', `${path} is not a file. Give another path`);
  try {
    await writeWhole(path, (file) => file.writeFile(bytes), { replace: overwrite });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST')
      throw engineError(
        'EO_FILE_EXISTS',
        `${path} already exists. Choose another file, or replace it with { overwrite: true }`,
      );
    throw engineError('EO_WRITE_FAILED', `${path} could not be written: ${REASONS[code ?? ''] ?? message}`, error);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full. Free some space, or choose another folder',
  EDQUOT: 'your disk quota is used up. Free some space, or choose another folder',
  EFBIG: 'the file exceeds the system limit. Raise it (ulimit -f), or choose another folder',
  ENOENT: 'its folder does not exist. Create it first',
  EACCES: 'permission denied. Choose another folder',
  EROFS: 'the file system is read-only. Choose another folder',
};
