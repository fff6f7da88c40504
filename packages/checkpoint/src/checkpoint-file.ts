import type { Metrics, SnapshotState } from '@amnl/core-loop';
import { writeAtomicWith } from './atomic.js';
import { checkState } from './check-state.js';
import { failure } from './errors.js';
import { brokenData, brokenHead, seal } from './file-checksums.js';
import { type FileSystem, nodeFiles } from './file-system.js';
import { decodeTensors, type StoredTensor } from './safetensors.js';
import { layOut, place } from './safetensors-layout.js';
import { corrupt, type TensorFile, withTensorFile } from './tensor-file.js';

/** What a checkpoint file holds in addition to its tensors. */
export interface CheckpointFacts {
  /** `'last'`: everything needed to resume. `'best'`: the evaluated weights, and the raw ones. */
  readonly kind: 'last' | 'best';
  /** Epochs finished when it was written. */
  readonly epochs: number;
  /** Optimiser steps done when it was written; absent in files of version 1. */
  readonly step?: number;
  /** Metrics of the epoch before; `null` for a number that was not finite. */
  readonly metrics: Metrics;
  /** Notes of the writer: hash of a configuration, versions, … */
  readonly about?: Readonly<Record<string, string>>;
  /** The JSON part of the run's snapshot; in `last` only. */
  readonly state?: SnapshotState;
}

/** What a checkpoint file holds. */
export interface Checkpoint extends CheckpointFacts {
  /**
   * By name. Weights are `model/<name>` in both kinds: in `last` those of training, with all run-owned variables;
   * in `best` those that earned the metrics, with those of training at that time as `raw/<name>`.
   */
  readonly tensors: Readonly<Record<string, StoredTensor>>;
  /** When it was written, as ISO text; absent in files of version 1. */
  readonly created?: string;
}

const FORMAT = 'amnl-checkpoint';
const VERSION = 2;

/** Writes a checkpoint atomically. @throws as `writeAtomic`, and CK_DTYPE */
export async function writeCheckpoint(path: string, { tensors, ...facts }: Checkpoint): Promise<void> {
  const layout = layOut(tensors);
  const body = new Uint8Array(layout.bytes);
  for (const entry of layout.entries) place(body, entry, tensors[entry.name]!.data);
  await writeAtomicWith(nodeFiles, path, await seal(layout, body, describe(facts)));
}

/** The metadata of a checkpoint file. */
export function describe(facts: CheckpointFacts & { readonly created?: string }): Record<string, string> {
  const { kind, epochs, step, created = new Date().toISOString(), about, metrics, state } = facts;
  return {
    format: FORMAT,
    version: String(VERSION),
    kind,
    epochs: String(epochs),
    ...(step !== undefined && { step: String(step) }),
    created,
    ...(about && { about: JSON.stringify(about) }),
    metrics: JSON.stringify(metrics),
    ...(state && { state: JSON.stringify(state) }),
  };
}

/**
 * Reads and checks a checkpoint, its sha256 included.
 * @throws CK_NOT_FOUND, CK_READ_FAILED, CK_CORRUPT, CK_NOT_A_CHECKPOINT
 */
export function readCheckpoint(path: string): Promise<Checkpoint> {
  return readCheckpointWith(nodeFiles, path);
}

/** {@link readCheckpoint} from any file system. */
export function readCheckpointWith(files: FileSystem, path: string): Promise<Checkpoint> {
  return withTensorFile(files, path, async (file) => {
    const { data, ...facts } = await verify(path, file);
    return { tensors: decodeTensors(file.header, data), ...facts };
  });
}

/** Whether a file claims to be a checkpoint of this package, of any version. */
export function isCheckpoint({ header }: TensorFile): boolean {
  return header.metadata['format'] === FORMAT;
}

/** What a checkpoint holds in addition to its tensors. */
export type StoredFacts = CheckpointFacts & Pick<Checkpoint, 'created'>;

/** All data and metadata of a checkpoint, checksums verified: the header's before any data are read. */
export async function verify(path: string, file: TensorFile): Promise<StoredFacts & { readonly data: Uint8Array }> {
  const { metadata } = file.header;
  const { format, version, kind } = metadata;
  if (format !== FORMAT || (version !== '1' && version !== '2') || (kind !== 'last' && kind !== 'best')) {
    throw failure(
      'CK_NOT_A_CHECKPOINT',
      `${path} is not a checkpoint of this version: format ${quoted(format)}, version ${quoted(version)}, kind ${quoted(kind)}; expected '${FORMAT}', '${VERSION}' or '1', 'last' or 'best'. Other programs' files contain weights only: use loadWeights()`,
    );
  }
  const sealed = version !== '1' || 'sha256_header' in metadata;
  const check = (broken: string | undefined) => {
    if (broken !== undefined) throw corrupt(path, `not a usable checkpoint: ${broken}`);
  };
  if (sealed) check(brokenHead(file.head, metadata));
  const data = await file.data(0, file.dataBytes);
  if (sealed) check(await brokenData(data, metadata));
  return { kind, data, ...readFacts(path, metadata) };
}

function readFacts(path: string, metadata: Readonly<Record<string, string>>) {
  const { epochs, step, created, about, metrics = '{}', state } = metadata;
  const damaged = (what: string) => corrupt(path, `not a usable checkpoint: ${what}`);
  const count = (name: string, text: string | undefined): number => {
    const value = /^\d{1,15}$/.test(text ?? '') ? Number(text) : Number.NaN;
    if (Number.isNaN(value)) throw damaged(`its metadata have ${name} ${quoted(text)}`);
    return value;
  };
  const record = (name: string, text: string, of: 'number' | 'string'): Record<string, never> => {
    const value: unknown = json(name, text);
    const fits = (item: unknown) => typeof item === of || (of === 'number' && item === null);
    const is = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (is && Object.values(value as object).every(fits)) return value as never;
    throw damaged(`${name} in its metadata is not an object of ${of}s`);
  };
  const json = (name: string, text: string): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      throw damaged(`${name} in its metadata is not JSON`);
    }
  };
  return {
    epochs: count('epochs', epochs),
    ...(step !== undefined && { step: count('step', step) }),
    ...(created !== undefined && { created }),
    ...(about !== undefined && { about: record('about', about, 'string') }),
    metrics: record('metrics', metrics, 'number') as Metrics,
    ...(state !== undefined && { state: checkState(json('state', state), damaged) }),
  };
}

function quoted(text: string | undefined): string {
  return `'${String(text).slice(0, 40)}'`;
}
