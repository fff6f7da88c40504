import type { CmapssData } from '@amnl/data-cmapss';
import { type LoadOptions, loadCmapss } from '@amnl/data-cmapss/node';
import type { Config } from '../config/config.js';
import { notice } from '../terminal/terminal.js';
import { downloadProgress } from './download-progress.js';

/** Loads the data a configuration asks for, showing a download's progress and telling what the user should know of it. */
export async function loadData(config: Pick<Config, 'dataset' | 'dataDir' | 'simulate'>): Promise<CmapssData> {
  const { dataset, dataDir, simulate } = config;
  const options: LoadOptions = {
    subset: dataset,
    ...(dataDir !== undefined && { dataDir }),
    ...(simulate !== undefined && { simulate }),
    onProgress: downloadProgress(),
  };
  const data = await loadCmapss(options);
  for (const message of data.notices) notice(message);
  return data;
}
