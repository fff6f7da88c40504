import { dirname, join } from 'node:path';
import { isAnyArrayBuffer } from 'node:util/types';
import { syncFolder, UnfitFile } from '@amnl/core-loop/node';
import { io } from '@tensorflow/tfjs-core';
import { makeFolder, putWhole } from '../atomic.js';
import { failure, writeError } from '../errors.js';
import type { FileSystem } from '../file-system.js';
import { removeLeftovers, temporaryFor } from '../temporary.js';
import { encodeModelJson, MODEL_JSON, WEIGHTS_BIN, weightFilesOf } from './model-json.js';
import { endOfWeights, sizeOfWeight } from './weight-bytes.js';

/** The name of the new weights while the old ones are still in use. */
const NEXT_WEIGHTS = 'weights.bin.next';

/**
 * Writes a model into a folder, as `model.json` and `weights.bin`. At any moment, also after a crash or a power cut,
 * the folder holds the previous model or this one, complete; never the topology of one with the weights of the other.
 * Other files of the folder stay.
 * @throws CK_DISK_FULL, CK_NOT_WRITABLE, CK_WRITE_FAILED; CK_NOT_A_MODEL for a binary topology, CK_DTYPE where the
 *   weights are not what their list says
 */
export async function saveModel(
  files: FileSystem,
  folder: string,
  artifacts: io.ModelArtifacts,
): Promise<io.SaveResult> {
  if (isAnyArrayBuffer(artifacts.modelTopology)) {
    const remedy = 'Convert the model with a newer tensorflowjs_converter';
    throw failure('CK_NOT_A_MODEL', `a model with a binary topology cannot be saved to ${folder}. ${remedy}`);
  }
  const data = await dataOf(folder, artifacts);
  await makeFolder(files, folder);
  await removeLeftovers(files, folder);
  await writePair(files, folder, artifacts, data && bytesOf(data));
  return { modelArtifactsInfo: io.getModelArtifactsInfoForJSON({ ...artifacts, ...(data && { weightData: data }) }) };
}

/**
 * The format has one name for the weights, and two files cannot be replaced in one step. So if the old `model.json`
 * uses `weights.bin`, the new weights first get another name, and theirs once it is no longer in use.
 */
async function writePair(
  files: FileSystem,
  folder: string,
  artifacts: io.ModelArtifacts,
  weights: readonly Uint8Array[] | undefined,
): Promise<void> {
  const at = (name: string) => join(folder, name);
  const json = at(MODEL_JSON);
  const describe = (name?: string) =>
    putWhole(files, json, [new TextEncoder().encode(encodeModelJson(artifacts, name))]);
  if (weights === undefined) return describe();
  const placed: string[] = [];
  try {
    if (await isUsed(files, json, WEIGHTS_BIN)) {
      await putWhole(files, at(NEXT_WEIGHTS), weights);
      placed.push(NEXT_WEIGHTS);
      await describe(NEXT_WEIGHTS);
      await putCopy(files, at(NEXT_WEIGHTS), at(WEIGHTS_BIN), weights);
    } else {
      await putWhole(files, at(WEIGHTS_BIN), weights);
    }
    placed.push(WEIGHTS_BIN);
    await describe(WEIGHTS_BIN);
  } catch (error) {
    for (const name of placed) if (!(await isUsed(files, json, name))) await files.remove(at(name)).catch(() => {});
    throw error;
  }
  await files.remove(at(NEXT_WEIGHTS)).catch(() => {}); // no longer in use, and replaced by the next save
}

/** Puts a durable file in a second place, without writing it again if the file system supports links. */
async function putCopy(files: FileSystem, from: string, to: string, parts: readonly Uint8Array[]): Promise<void> {
  const linked = temporaryFor(to);
  const isLinked = await files.link(from, linked).then(
    () => true,
    () => false,
  );
  if (!isLinked) return putWhole(files, to, parts);
  try {
    await files.rename(linked, to);
    await syncFolder(files, dirname(to));
  } catch (error) {
    await files.remove(linked).catch(() => {}); // report the first error
    throw writeError(to, error);
  }
}

/** Whether a `model.json` needs a file. One that cannot be read may. */
async function isUsed(files: FileSystem, json: string, name: string): Promise<boolean> {
  try {
    const file = await files.openToRead(json);
    try {
      return weightFilesOf(new TextDecoder().decode(await file.read(0, file.size))).includes(name);
    } finally {
      await file.close();
    }
  } catch (error) {
    return !(error instanceof UnfitFile) && (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

/** The weights of a model, if it has any. @throws CK_DTYPE if they do not match their list */
async function dataOf(folder: string, { weightData, getWeightStream, weightSpecs }: io.ModelArtifacts) {
  const data = weightData ?? (getWeightStream && (await drained(getWeightStream())));
  if (data === undefined) return undefined;
  const specs = weightSpecs ?? [];
  const total = bytesOf(data).reduce((sum, { length }) => sum + length, 0);
  const strange = specs.find((spec) => sizeOfWeight(spec) === undefined);
  const end = strange ? Number.NaN : endOfWeights(data, specs);
  if (end === total) return data;
  const why = strange
    ? `'${strange.name}' has dtype ${strange.dtype}`
    : `their list describes ${end} bytes of ${total}`;
  throw failure(
    'CK_DTYPE',
    `the weights to be saved to ${folder} could not be loaded again: ${why}. Nothing was written`,
  );
}

async function drained(stream: ReadableStream<ArrayBuffer>): Promise<ArrayBuffer[]> {
  const pieces: ArrayBuffer[] = [];
  const reader = stream.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) pieces.push(next.value);
  return pieces;
}

function bytesOf(data: io.WeightData): Uint8Array[] {
  const pieces = Array.isArray(data) ? data : [data];
  return pieces.map((piece) => new Uint8Array(piece));
}
