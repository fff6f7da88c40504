import { asFleet, asSubset, type CmapssData, parseCmapss } from '@amnl/data-cmapss';
import { loadCmapss, readFleetFile } from '@amnl/data-cmapss/node';
import type { Fleet } from '@amnl/data-fleet';
import { DEFAULT_DATASET } from './datasets.js';
import { downloadProgress } from './download-progress.js';

/** Which of NASA's data, and from where. */
export interface NasaSettings {
  readonly dataset?: string | undefined;
  readonly dataDir?: string | undefined;
  readonly simulate?: boolean | undefined;
}

/** Loads NASA's data, or simulated units, showing a download's progress. */
export function loadNasa({ dataset = DEFAULT_DATASET, dataDir, simulate }: NasaSettings): Promise<CmapssData> {
  return loadCmapss({
    subset: asSubset(dataset),
    ...(dataDir !== undefined && { dataDir }),
    ...(simulate !== undefined && { simulate }),
    onProgress: downloadProgress(),
  });
}

/** Rows to predict for in NASA's format of 26 columns. */
export function readNasaRows(path: string, dataset: string): Promise<Fleet> {
  return readFleetFile(path, { subset: asSubset(dataset), units: 'increasing' });
}

/** Rows in the same format that come from no file. @param file for messages @throws DC_… */
export function nasaRowsIn(
  text: Uint8Array,
  dataset: string,
  { file, maxRows }: { file: string; maxRows: number },
): Fleet {
  const subset = asSubset(dataset);
  const rows = parseCmapss(text, { file, units: 'increasing', maxRows });
  return asFleet(rows, { subset, role: 'unknown', simulated: false, checksum: '' });
}
