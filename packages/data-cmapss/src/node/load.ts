import { join } from 'node:path';
import { knownOptions, TrainError } from '@amnl/core-loop';
import { dataError } from '../errors.js';
import type { CmapssData } from '../fleet.js';
import { type SimulateOptions, simulateCmapss } from '../simulate.js';
import { asSubset, type Subset } from '../subsets.js';
import { cacheDirectory, type Environment } from './cache-directory.js';
import { type KnownFiles, NASA_FILES } from './checksums.js';
import { type DownloadOptions, downloadCmapss } from './download.js';
import { fileNames, readDirectory } from './read-directory.js';
import { fileSize, readChunks } from './read-file.js';

/** Options of {@link loadCmapss}. */
export interface LoadOptions extends Omit<DownloadOptions, 'directory'> {
  readonly subset: Subset;
  /** Folder with the files, which must contain them. Default: `AMNL_DATA_DIR`, which must as well. */
  readonly dataDir?: string;
  /** Default `process.env`. */
  readonly env?: Environment;
  /** Folder of downloaded files. Default `cacheDirectory(env)`, which `AMNL_CACHE_DIR` moves. */
  readonly cacheDir?: string;
  /** Whether missing files may be downloaded. Default true. */
  readonly download?: boolean;
  /**
   * Undefined (default): a simulated fleet is the last resort, with a notice. False: an error
   * instead. True, or options: always a simulated fleet.
   */
  readonly simulate?: boolean | Omit<SimulateOptions, 'subset'>;
}

const NAMES = [
  'subset',
  'dataDir',
  'env',
  'cacheDir',
  'download',
  'simulate',
  'mirrors',
  'files',
  'timeoutMs',
  'onProgress',
] as const;

/**
 * Loads a subset: from `dataDir` or `AMNL_DATA_DIR`; else from the cache folder; else by downloading NASA's archive into it;
 * else as a simulated fleet. `notices` and `simulated` of the result say what happened; show them.
 */
export async function loadCmapss(options: LoadOptions): Promise<CmapssData> {
  knownOptions('loadCmapss', options, NAMES);
  const { subset: name, dataDir, env = process.env, cacheDir, download = true, simulate, ...downloading } = options;
  const { files: known = NASA_FILES } = downloading;
  const subset = asSubset(name);
  if (simulate) {
    if (dataDir !== undefined) {
      throw dataError('DC_OPTION_INVALID', 'dataDir and simulate exclude each other. Give one of them');
    }
    return simulateCmapss({ ...(simulate === true ? {} : simulate), subset });
  }
  if (dataDir !== undefined) return readDirectory(dataDir, subset, 'dir', { known });
  const fromEnv = env['AMNL_DATA_DIR'];
  if (fromEnv) return readDirectory(fromEnv, subset, 'dir', { origin: 'AMNL_DATA_DIR', known });

  const cache = cacheDir ?? cacheDirectory(env);
  if (await isCached(cache, subset, known)) return readDirectory(cache, subset, 'cache', { known });
  let failure = 'downloads are off';
  if (download) {
    try {
      await downloadCmapss({ ...downloading, directory: cache });
      return await readDirectory(cache, subset, 'download', { known });
    } catch (error) {
      if (!(error instanceof TrainError) || error.code !== 'DC_DOWNLOAD_FAILED') throw error;
      failure = error.detail;
    }
  }
  if (simulate === false) {
    throw dataError(
      'DC_DATA_NOT_FOUND',
      `no data for ${subset}: not in ${cache}, and ${failure}. Give the folder with the files, or allow a simulated fleet`,
    );
  }
  const data = simulateCmapss({ subset });
  return { ...data, notices: [...data.notices, `NASA's files are not in ${cache}: ${failure}`] };
}

/** Whether all three files are there with NASA's checksums; a damaged cache counts as empty. */
async function isCached(directory: string, subset: Subset, known: KnownFiles): Promise<boolean> {
  for (const name of Object.values(fileNames(subset))) {
    const path = join(directory, name);
    const file = known[name];
    if (!file || (await fileSize(path)) !== file.size) return false;
    if ((await readChunks(path, () => undefined)) !== file.sha256) return false;
  }
  return true;
}
