export { makeFolders } from './make-folders.js';
export { openRegular, openRegularSync, readRegular, readRegularSync, UnfitFile } from './regular-file.js';
export { restoreNodeUtil } from './restore-node-util.js';
export {
  type Syncable,
  syncFolder,
  type WholeFiles,
  type WholeOptions,
  writeWhole,
} from './write-whole.js';
