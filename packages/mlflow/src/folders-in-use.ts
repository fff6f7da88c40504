import { resolve } from 'node:path';
import { failure } from './errors.js';

/** Folders whose run is open in this process. */
const inUse = new Set<string>();

/**
 * Reserves a folder for one run: two runs that write into one folder would be mixed up in MLflow.
 * @returns a function that releases it
 * @throws MF_FOLDER_IN_USE
 */
export function takeFolder(dir: string): () => void {
  const path = resolve(dir);
  if (inUse.has(path)) {
    throw failure(
      'MF_FOLDER_IN_USE',
      `${path} belongs to a run that is open in this process. Give every run its own folder, or close that one first`,
    );
  }
  inUse.add(path);
  return () => void inUse.delete(path);
}
