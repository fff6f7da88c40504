export { openRegular, readRegular, readRegularSync, UnfitFile } from './regular-file.js';
