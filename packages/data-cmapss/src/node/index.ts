export { cacheDirectory, type Environment } from './cache-directory.js';
export { type KnownFile, type KnownFiles, MIRRORS, type Mirror, NASA_FILES } from './checksums.js';
export { type DownloadOptions, type DownloadProgress, downloadCmapss } from './download.js';
export { type LoadOptions, loadCmapss } from './load.js';
export { fileNames, readDirectory, SIMULATED_MARKER } from './read-directory.js';
export { type ReadFleetOptions, readFleetFile } from './read-file.js';
export { type WriteSimulatedOptions, writeSimulated } from './write-simulated.js';
