import { join } from 'node:path';
import { knownOptions } from '@amnl/core-loop';
import { dataError } from '../errors.js';
import { rulValues } from '../fleet.js';
import { formatCmapss, formatRul } from '../format.js';
import { SIMULATE_OPTIONS, type SimulateOptions, simulateCmapss } from '../simulate.js';
import { asSubset } from '../subsets.js';
import { fileNames, SIMULATED_MARKER } from './read-directory.js';
import { fileSize } from './read-file.js';
import { writeAtomic } from './write-atomic.js';

/** Options of {@link writeSimulated}. */
export interface WriteSimulatedOptions extends SimulateOptions {
  /** Folder to write to; created if missing. */
  readonly directory: string;
}

/**
 * Writes a simulated fleet as `train_*`, `test_*` and `RUL_*` files in NASA's format, and `SIMULATED.json`, which marks
 * the folder as simulated. One folder may hold several subsets.
 * @returns paths of the files; throws `DC_FILE_EXISTS` rather than overwrite data, `DC_WRITE_FAILED`
 */
export async function writeSimulated(options: WriteSimulatedOptions): Promise<string[]> {
  knownOptions('writeSimulated', options, ['directory', ...SIMULATE_OPTIONS]);
  const { directory, ...simulation } = options;
  const names = fileNames(asSubset(options.subset));
  for (const name of Object.values(names)) {
    if ((await fileSize(join(directory, name))) !== undefined) {
      throw dataError(
        'DC_FILE_EXISTS',
        `${join(directory, name)} already exists. Choose another folder, or remove the file`,
      );
    }
  }
  const data = simulateCmapss(simulation);
  const marker = { what: "Simulated data, not NASA's. Made by @amnl/data-cmapss." };
  const files: [string, Iterable<string>][] = [
    // First, so that no simulated file is ever without it.
    [SIMULATED_MARKER, [`${JSON.stringify(marker, null, 2)}\n`]],
    [names.train, formatCmapss(data.train)],
    [names.test, formatCmapss(data.test)],
    [names.rul, [formatRul(rulValues(data.test))]],
  ];
  for (const [name, chunks] of files) await writeAtomic(join(directory, name), chunks);
  return files.slice(1).map(([name]) => join(directory, name));
}
