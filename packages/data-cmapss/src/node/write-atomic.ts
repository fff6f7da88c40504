import { dirname } from 'node:path';
import { makeFolders, writeWhole } from '@amnl/core-loop/node';
import { dataError } from '../errors.js';

/** Writes a file completely or not at all, and replaces an existing one. Creates the folder. @throws DC_WRITE_FAILED */
export async function writeAtomic(path: string, chunks: Iterable<Uint8Array | string>): Promise<void> {
  try {
    await makeFolders(dirname(path));
    await writeWhole(
      path,
      async (file) => {
        for (const chunk of chunks) await file.writeFile(chunk);
      },
      { replace: true },
    );
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw dataError(
      'DC_WRITE_FAILED',
      `cannot write ${path} (${code}). Choose a writable folder with enough space`,
      cause,
    );
  }
}
