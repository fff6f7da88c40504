import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileNames } from '@amnl/data-cmapss/node';
import { DATASETS } from './datasets.js';

/** Folder of downloaded files. */
export { cacheDirectory } from '@amnl/data-cmapss/node';

/** Which of NASA's data are in a folder with all of their files. */
export function datasetsIn(folder: string): readonly string[] {
  return DATASETS.filter((dataset) =>
    Object.values(fileNames(dataset)).every((name) => existsSync(join(folder, name))),
  );
}
