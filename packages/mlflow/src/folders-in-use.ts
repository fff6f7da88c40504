import { resolve } from 'node:path';
import { failure } from './errors.js';

/** Folders whose run is open in this process. */
const inUse = new Set<string>();

/**
 * Takes a folder for one run: two that write into one would be mixed up in MLflow.
 * @returns what gives it back
 * @throws MF_FOLDER_IN_USE
 */
export function takeFolder(dir: string): () => void {
  const path = resolve(dir);
  if (inUse.has(path)) {
    throw failure(
      'MF_FOLDER_IN_USE',
      `${path} belongs to a run that is open in this process. Give every run a folder of its own, or close that one first`,
    );
  }
  inUse.add(path);
  return () => void inUse.delete(path);
}
