import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { knownOptions } from '@amnl/core-loop';
import { combinedChecksum } from '@amnl/data-fleet/node';
import { dataError } from '../errors.js';
import { asFleet, type CmapssData } from '../fleet.js';
import { cmapssRules } from '../rules.js';
import type { Subset } from '../subsets.js';
import { type KnownFiles, NASA_FILES } from './checksums.js';
import { fileSize, readRows, readRul } from './read-file.js';

/** Marks a folder with simulated data; written by `writeSimulated`. */
export const SIMULATED_MARKER = 'SIMULATED.json';

/** Names of the three files of a subset. */
export function fileNames(subset: Subset) {
  return { train: `train_${subset}.txt`, test: `test_${subset}.txt`, rul: `RUL_${subset}.txt` } as const;
}

/**
 * Reads `train_*`, `test_*` and `RUL_*` of a subset from a folder. Files that differ from NASA's are accepted, and a notice
 * says so; if the folder is marked as simulated, they count as simulated.
 * @param options.origin how to name the folder in an error, e.g. `'AMNL_DATA_DIR'`
 */
export async function readDirectory(
  directory: string,
  subset: Subset,
  source: 'dir' | 'cache' | 'download',
  options: { readonly origin?: string; readonly known?: KnownFiles } = {},
): Promise<CmapssData> {
  knownOptions('readDirectory', options, ['origin', 'known']);
  const { origin = 'dataDir', known = NASA_FILES } = options;
  const names = fileNames(subset);
  await checkPresent(directory, Object.values(names), origin);
  const train = await readRows(join(directory, names.train));
  const test = await readRows(join(directory, names.test));
  const rul = await readRul(join(directory, names.rul), test.rows.units.length);
  const files = { [names.train]: train.checksum, [names.test]: test.checksum, [names.rul]: rul.checksum };

  const foreign = Object.keys(files).filter((name) => files[name] !== known[name]?.sha256);
  const marked = (await fileSize(join(directory, SIMULATED_MARKER))) !== undefined;
  const simulated = marked && foreign.length > 0;
  const common = { subset, simulated };
  const failed = new Int32Array(train.rows.units.length);
  const trainFleet = asFleet(train.rows, { ...common, role: 'train', checksum: train.checksum, endRul: failed });
  const testFleet = asFleet(test.rows, { ...common, role: 'test', checksum: test.checksum, endRul: rul.endRul });
  const notices: string[] = [];
  if (simulated) notices.push(`${subset} in ${directory} is a simulated fleet, not NASA's data`);
  else if (foreign.length > 0) {
    notices.push(
      `${foreign.join(', ')} in ${directory} differ${foreign.length === 1 ? 's' : ''} from NASA's release (sha256); ` +
        'results are not comparable with published ones',
    );
  }
  return {
    ...common,
    train: trainFleet,
    test: testFleet,
    rules: cmapssRules(subset),
    official: foreign.length === 0,
    source,
    directory,
    files,
    checksum: combinedChecksum(files),
    notices,
  };
}

async function checkPresent(directory: string, names: readonly string[], origin: string): Promise<void> {
  const found = await stat(directory).catch(() => undefined);
  if (!found?.isDirectory()) {
    const what = found ? 'is not a folder' : 'does not exist';
    throw dataError(
      'DC_FILE_MISSING',
      `${origin} ${directory} ${what}. Give the folder that contains ${names.join(', ')}`,
    );
  }
  const lacking: string[] = [];
  for (const name of names) if ((await fileSize(join(directory, name))) === undefined) lacking.push(name);
  if (lacking.length === 0) return;
  throw dataError(
    'DC_FILE_MISSING',
    `${origin} ${directory} lacks ${lacking.join(', ')}. Give the folder that contains ${names.join(', ')}, or omit it to download them`,
  );
}
