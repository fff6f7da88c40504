import { dirname } from 'node:path';
import { isCheckpoint, type StoredFacts, verify } from './checkpoint-file.js';
import { failure, readError } from './errors.js';
import { fileNextTo } from './file-next-to.js';
import type { FileSystem } from './file-system.js';
import type { FileEntry } from './safetensors-header.js';
import { MAX_HEADER_BYTES } from './safetensors-layout.js';
import { corrupt, type TensorFile, withTensorFile } from './tensor-file.js';
import { valueInMessage } from './value-in-message.js';

/** Weights in one file or several, and access to their bytes. */
export interface WeightSource {
  readonly entries: readonly FileEntry[];
  readonly metadata: Readonly<Record<string, string>>;
  /** A checkpoint's metadata about its run. */
  readonly facts: Partial<StoredFacts>;
  bytes(entry: FileEntry): Promise<Uint8Array>;
}

const MODEL_PREFIX = 'model/';
/** Hugging Face's list of the files that a large model is split into. */
const INDEX = /\.index\.json$/;

/**
 * Opens weights for as long as `body` takes: a safetensors file, a checkpoint, or a Hugging Face index (`….index.json`) with the files
 * that it refers to.
 * @throws CK_NOT_FOUND, CK_READ_FAILED, CK_CORRUPT, CK_PATH, CK_NOT_A_CHECKPOINT, and what `body` throws
 */
export async function withWeights<T>(
  files: FileSystem,
  path: string,
  body: (source: WeightSource) => Promise<T>,
): Promise<T> {
  if (!INDEX.test(path)) return withTensorFile(files, path, async (file) => body(await oneFile(path, file)));
  const places = await readIndex(files, path);
  return withFiles(files, [...new Set(places.values())], async (opened) => body(manyFiles(path, places, opened)));
}

async function oneFile(path: string, file: TensorFile): Promise<WeightSource> {
  const { metadata } = file.header;
  const entries = [...file.header.entries.values()];
  if (!isCheckpoint(file)) return { entries, metadata, facts: {}, bytes: ({ begin, end }) => file.data(begin, end) };
  const { data, ...facts } = await verify(path, file);
  return {
    entries: entries
      .filter(({ name }) => name.startsWith(MODEL_PREFIX))
      .map((entry): FileEntry => ({ ...entry, name: entry.name.slice(MODEL_PREFIX.length) })),
    metadata,
    facts,
    bytes: async ({ begin, end }) => data.subarray(begin, end),
  };
}

function manyFiles(
  path: string,
  places: ReadonlyMap<string, string>,
  opened: ReadonlyMap<string, TensorFile>,
): WeightSource {
  const owners = new Map<FileEntry, TensorFile>();
  const names = new Set<string>();
  for (const file of opened.values()) {
    for (const entry of file.header.entries.values()) {
      if (names.has(entry.name))
        throw corrupt(path, `an index of files, two of which have ${valueInMessage(entry.name)}`);
      names.add(entry.name);
      owners.set(entry, file);
    }
  }
  for (const [name, place] of places) {
    if (opened.get(place)!.header.entries.has(name)) continue;
    throw corrupt(path, `an index that places ${valueInMessage(name)} in ${place}, where it is missing`);
  }
  return {
    entries: [...owners.keys()],
    metadata: Object.assign({}, ...[...opened.values()].map(({ header }) => header.metadata)),
    facts: {},
    bytes: (entry) => owners.get(entry)!.data(entry.begin, entry.end),
  };
}

/** Opens several files at once. */
async function withFiles<T>(
  files: FileSystem,
  [path, ...rest]: readonly string[],
  body: (opened: ReadonlyMap<string, TensorFile>) => Promise<T>,
): Promise<T> {
  if (path === undefined) return body(new Map());
  return withTensorFile(files, path, (file) =>
    withFiles(files, rest, (opened) => body(new Map([[path, file], ...opened]))),
  );
}

/** The paths of an index's tensors. */
async function readIndex(files: FileSystem, path: string): Promise<ReadonlyMap<string, string>> {
  const text = await readText(files, path);
  let map: unknown;
  try {
    map = (JSON.parse(text) as { weight_map?: unknown } | null)?.weight_map;
  } catch (cause) {
    throw corrupt(path, `not an index of safetensors files: ${(cause as Error).message}`, cause);
  }
  const places = typeof map === 'object' && map !== null ? Object.entries(map) : [];
  const odd = places.find(([, place]) => typeof place !== 'string');
  if (places.length === 0 || odd !== undefined) {
    const why =
      odd === undefined ? 'it has no `weight_map`' : `${valueInMessage(odd[0])} is in ${valueInMessage(odd[1])}`;
    throw corrupt(path, `not an index of safetensors files: ${why}`);
  }
  return new Map(places.map(([name, place]) => [name, fileNextTo(dirname(path), place as string, path)]));
}

async function readText(files: FileSystem, path: string): Promise<string> {
  try {
    const file = await files.openToRead(path);
    try {
      if (file.size > MAX_HEADER_BYTES)
        throw failure('CK_CORRUPT', `${path} has ${file.size} bytes, too many for an index`);
      return new TextDecoder().decode(await file.read(0, file.size));
    } finally {
      await file.close();
    }
  } catch (error) {
    throw readError(path, error, `there is no ${path}`);
  }
}
