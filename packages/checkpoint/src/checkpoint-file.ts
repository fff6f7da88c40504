import { readFile } from 'node:fs/promises';
import { type Metrics, type SnapshotState, TrainError } from '@amnl/core-loop';
import type { Tensor } from '@tensorflow/tfjs-core';
import { writeAtomic } from './atomic.js';
import { failure } from './errors.js';
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from './safetensors.js';

/** What a checkpoint file holds. */
export interface Checkpoint {
  /** `'last'`: everything needed to go on. `'best'`: the evaluated weights, raw ones besides. */
  readonly kind: 'last' | 'best';
  /**
   * By name. Weights are `model/<name>` in both kinds: in `last` those that training goes on with, beside all run-owned
   * variables; in `best` those that earned the metrics, with the ones training had then as `raw/<name>`.
   */
  readonly tensors: Readonly<Record<string, StoredTensor>>;
  /** Epochs finished when it was written. */
  readonly epochs: number;
  /** Of the epoch before; a number that was not finite is `null`. */
  readonly metrics: Metrics;
  /** The JSON part of the run's snapshot; in `last` only. */
  readonly state?: SnapshotState;
}

const FORMAT = 'amnl-checkpoint';
const VERSION = 1;

/** Writes a checkpoint atomically. @throws as `writeAtomic`, and CK_DTYPE */
export async function writeCheckpoint(
  path: string,
  { tensors, kind, epochs, metrics, state }: Checkpoint,
): Promise<void> {
  const metadata = {
    format: FORMAT,
    version: String(VERSION),
    kind,
    epochs: String(epochs),
    metrics: JSON.stringify(metrics),
    ...(state && { state: JSON.stringify(state) }),
  };
  await writeAtomic(path, encodeSafetensors({ tensors, metadata }));
}

/**
 * Reads and checks a checkpoint.
 * @throws CK_NOT_FOUND, CK_READ_FAILED, CK_CORRUPT, CK_NOT_A_CHECKPOINT
 */
export async function readCheckpoint(path: string): Promise<Checkpoint> {
  const { tensors, metadata } = await decodeFile(path);
  const { format, version, kind, epochs, metrics, state } = metadata;
  if (format !== FORMAT || Number(version) !== VERSION || (kind !== 'last' && kind !== 'best')) {
    throw failure(
      'CK_NOT_A_CHECKPOINT',
      `${path} is no checkpoint of this version: format '${format}', version '${version}', kind '${kind}'; expected '${FORMAT}', '${VERSION}', 'last' or 'best'`,
    );
  }
  try {
    return {
      kind,
      tensors,
      epochs: Number(epochs),
      metrics: JSON.parse(metrics ?? '{}'),
      ...(state !== undefined && { state: JSON.parse(state) }),
    };
  } catch (cause) {
    throw failure('CK_CORRUPT', `${path}: its metadata is not JSON`, cause);
  }
}

async function decodeFile(path: string) {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw failure('CK_NOT_FOUND', `there is no checkpoint ${path}`, cause);
    throw failure('CK_READ_FAILED', `could not read ${path}: ${message}`, cause);
  }
  try {
    return decodeSafetensors(bytes);
  } catch (cause) {
    if (!(cause instanceof TrainError)) throw cause;
    throw failure('CK_CORRUPT', `${path} is ${cause.detail}. Use an earlier checkpoint`, cause);
  }
}

/** Downloads tensors, one after the other. @throws CK_DTYPE on strings and complex numbers */
export async function download(tensors: Readonly<Record<string, Tensor>>): Promise<Record<string, StoredTensor>> {
  const stored: [string, StoredTensor][] = [];
  for (const [name, tensor] of Object.entries(tensors)) {
    const { dtype, shape } = tensor;
    if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') {
      throw failure('CK_DTYPE', `tensor '${name}' is ${dtype}; float32, int32 and bool can be stored`);
    }
    stored.push([name, { dtype, shape, data: await tensor.data() }]);
  }
  return Object.fromEntries(stored);
}
