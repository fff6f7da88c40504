import { constants } from 'node:buffer';
import { dirname } from 'node:path';
import { io } from '@tensorflow/tfjs-core';
import { failure, readError } from '../errors.js';
import { fileNextTo } from '../file-next-to.js';
import type { FileSystem, ReadableFile } from '../file-system.js';
import { damaged, notAModel, parseModelJson } from './model-json.js';
import { endOfWeights, sizeOfWeights } from './weight-bytes.js';

/** Largest buffer. More weights come in several buffers, which TensorFlow.js accepts: none is longer than Node allows. */
const LARGEST = 2 ** 30;

/** How often to retry reading a model that is saved again meanwhile. */
const ATTEMPTS = 5;

/** Where a model comes from, and a callback for its progress, from 0 to 1. */
export interface Source {
  readonly files: FileSystem;
  /** Path of its `model.json`. */
  readonly path: string;
  readonly onProgress?: ((fraction: number) => void) | undefined;
  /** Size of one buffer, in bytes. */
  readonly largest?: number;
}

/**
 * Reads a model: `model.json`, and the weights in the files that it names. The result is consistent: if another process saves the
 * model meanwhile, everything is read again.
 * @throws CK_NOT_FOUND, CK_READ_FAILED, CK_NOT_A_MODEL, CK_CORRUPT, CK_PATH, CK_DTYPE_UNKNOWN
 */
export async function loadModel(source: Source): Promise<io.ModelArtifacts> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const { text, version } = await withFile(source, source.path, textOf);
    const found = await artifactsOf(source, text).catch((error: unknown) => ({ error }));
    const now = await withFile(source, source.path, async (file) => file.version);
    if (now !== version) continue;
    if ('error' in found) throw found.error;
    return found;
  }
  const remedy = 'Load it when it is not being written';
  throw failure('CK_READ_FAILED', `${source.path} changed ${ATTEMPTS} times while the model was read. ${remedy}`);
}

function artifactsOf(source: Source, text: string): Promise<io.ModelArtifacts> {
  return io.getModelArtifactsForJSON(parseModelJson(source.path, text), (manifest) => readWeights(source, manifest));
}

async function readWeights(source: Source, manifest: io.WeightsManifestConfig) {
  const folder = dirname(source.path);
  const weights = manifest.flatMap((group) => group.weights);
  const shards: { readonly path: string; readonly size: number }[] = [];
  for (const group of manifest) {
    const paths = group.paths.map((name) => fileNextTo(folder, name, source.path));
    let found = 0;
    for (const path of paths) {
      const size = await withFile(source, path, async (file) => file.size);
      shards.push({ path, size });
      found += size;
    }
    const wanted = sizeOfWeights(group.weights);
    if (wanted.exact ? found !== wanted.bytes : found < wanted.bytes) {
      const files = group.paths.length === 1 ? `${paths[0]} has` : `${paths[0]} and the other files of its group have`;
      const least = wanted.exact ? '' : 'at least ';
      throw damaged(source.path, `${files} ${found} bytes, and its weights need ${least}${wanted.bytes}`);
    }
  }
  const pieces: ArrayBuffer[] = [];
  let done = 0;
  const total = shards.reduce((sum, { size }) => sum + size, 0);
  const { largest = LARGEST } = source;
  for (const { path, size } of shards) await withFile(source, path, (file) => read(file, path, size));

  async function read(file: ReadableFile, path: string, size: number) {
    for (let at = 0; at < size; at += largest) {
      const bytes = await file.read(at, Math.min(largest, size - at));
      if (bytes.length < Math.min(largest, size - at)) throw damaged(source.path, `${path} was truncated meanwhile`);
      pieces.push(bytes.buffer as ArrayBuffer);
      done += bytes.length;
      source.onProgress?.(done / total);
    }
  }
  const data = total > largest ? pieces : pieces.length === 1 ? pieces[0]! : io.CompositeArrayBuffer.join(pieces);
  const end = endOfWeights(data, weights);
  if (end !== total) throw damaged(source.path, `its strings end at byte ${end} of ${total}`);
  return [weights, data] as [io.WeightsManifestEntry[], io.WeightData];
}

async function textOf(file: ReadableFile, path: string) {
  if (file.size > constants.MAX_STRING_LENGTH) throw notAModel(path, `it has ${file.size} bytes`);
  const bytes = await file.read(0, file.size);
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), version: file.version };
  } catch (cause) {
    throw notAModel(path, 'it is not text', cause);
  }
}

/** Opens a file of a model for as long as `body` takes. */
async function withFile<T>(
  { files, path: model }: Source,
  path: string,
  body: (file: ReadableFile, path: string) => Promise<T>,
): Promise<T> {
  try {
    const file = await files.openToRead(path);
    try {
      return await body(file, path);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw readError(path, error, missing(path, model));
  }
}

function missing(path: string, model: string): string {
  if (path !== model)
    return `there is no ${path}, which ${model} refers to. Put it next to it, or save the model again`;
  // URLs from `pathToFileURL` have them.
  const escaped = /%[0-9a-f]{2}/i.test(path) ? '. After file:// write a plain path, without escapes such as %20' : '';
  return `there is no model ${path}${escaped}`;
}
