import { resolve } from 'node:path';
import type { io } from '@tensorflow/tfjs-core';
import { type FileSystem, nodeFiles } from '../file-system.js';
import { loadModel } from './load-model.js';
import { saveModel } from './save-model.js';

/**
 * Handler of models in files, for `model.save` and `tf.loadLayersModel` or `tf.loadGraphModel`: the same as a `file://` URL.
 * The files are those of `tfjs-node`.
 * @param path to save, a folder, which is created if missing and whose other files stay; to load, a `model.json`
 */
export function fileSystem(path: string): Required<Pick<io.IOHandler, 'save' | 'load'>> {
  return handlerWith(nodeFiles, path);
}

/** {@link fileSystem} on any file system. */
export function handlerWith(files: FileSystem, path: string, onProgress?: (fraction: number) => void) {
  const place = resolve(path);
  return {
    save: (artifacts: io.ModelArtifacts) => inTurn(place, () => saveModel(files, place, artifacts)),
    load: () => loadModel({ files, path: place, onProgress }),
  };
}

/** The last save started into each folder. */
const saving = new Map<string, Promise<unknown>>();

/** Saves into one folder wait for each other. */
function inTurn<T>(folder: string, save: () => Promise<T>): Promise<T> {
  const turn = (saving.get(folder) ?? Promise.resolve()).then(save, save);
  saving.set(folder, turn);
  const clear = () => void (saving.get(folder) === turn && saving.delete(folder));
  turn.then(clear, clear);
  return turn;
}
