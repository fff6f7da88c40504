import { appendFile, type FileHandle, open, truncate } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { TrainError } from '@amnl/core-loop';
import { makeFolders, readRegular } from '@amnl/core-loop/node';
import { type Entry, parseEntry } from './entry.js';
import { failure, systemMessage } from './errors.js';

/** The file in the folder of a run. */
const OUTBOX_FILE = 'mlflow.jsonl';

/** Its greatest size: later points are left out, with a notice. Some hundred thousand points. */
const MAX_BYTES = 64 << 20;
/** Read at once. */
const CHUNK = 256 << 10;

/** An entry, and where in the file it ends. */
export interface Placed {
  readonly entry: Entry;
  readonly end: number;
}

/**
 * The data for MLflow as an append-only file: training appends to it and never waits for the network; a sender
 * continues where the last one stopped, in this process or another.
 */
export class Outbox {
  readonly path: string;
  /** Why writing has stopped. */
  failure: TrainError | undefined;
  /** What was left out because the file is full. */
  omitted = 0;
  #size: number;
  readonly #most: number;
  /** The current write, or the last one. Never rejects. */
  #writing: Promise<void> = Promise.resolve();

  private constructor(path: string, size: number, most: number) {
    this.path = path;
    this.#size = size;
    this.#most = most;
  }

  /**
   * Opens the file of a folder, which is created if missing. A last line that a kill has cut off is removed.
   * @param most its greatest size in bytes
   * @returns the file and what is in it; `damaged` are the numbers of lines that cannot be read, and are left out
   * @throws MF_FOLDER_UNUSABLE, MF_OUTBOX_INVALID
   */
  static async open(
    dir: string,
    most = MAX_BYTES,
  ): Promise<{ box: Outbox; entries: readonly Placed[]; damaged: number[] }> {
    const path = join(resolve(dir), OUTBOX_FILE);
    try {
      await makeFolders(resolve(dir));
      const bytes = await readRegular(path, 2 * MAX_BYTES).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return new Uint8Array();
        throw error;
      });
      const whole = bytes.lastIndexOf(10) + 1;
      const { entries, damaged } = placed(bytes.subarray(0, whole), 0);
      if (whole > 0 && !(entries[0] && 'format' in entries[0].entry)) throw invalid(path);
      if (whole < bytes.length) await truncate(path, whole);
      const box = new Outbox(path, whole, most);
      if (whole === 0) {
        box.append([{ format: 'amnl-mlflow', version: 1 }]);
        await box.flush();
      }
      return { box, entries, damaged };
    } catch (error) {
      if ((error as TrainError).code === 'MF_OUTBOX_INVALID') throw error;
      const { cause = error } = error as TrainError;
      const advice = 'Choose another folder, or change its permissions';
      throw failure('MF_FOLDER_UNUSABLE', `${path} cannot be used: ${systemMessage(cause)}. ${advice}`, cause);
    }
  }

  /** Bytes, including what is about to be written. */
  get size(): number {
    return this.#size;
  }

  /** Adds lines; they are written in the background, one write at a time. */
  append(entries: readonly Entry[]): void {
    const lines = entries.filter((entry) => this.#hasRoomFor(entry)).map((entry) => `${JSON.stringify(entry)}\n`);
    if (lines.length === 0) return;
    const text = lines.join('');
    this.#size += Buffer.byteLength(text);
    this.#writing = this.#writing.then(() => this.#write(text));
  }

  /** Resolves when everything has been handed to the operating system. @throws MF_WRITE_FAILED */
  async flush(): Promise<void> {
    await this.#writing;
    if (this.failure !== undefined) throw this.failure;
  }

  /** The entries after a position, as many as are read at once. @throws MF_FOLDER_UNUSABLE */
  async read(from: number): Promise<readonly Placed[]> {
    await this.#writing;
    let handle: FileHandle | undefined;
    try {
      handle = await open(this.path, 'r');
      for (let at = from, length = CHUNK; ; ) {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at);
        const whole = buffer.subarray(0, bytesRead).lastIndexOf(10) + 1;
        const { entries } = placed(buffer.subarray(0, whole), at);
        if (entries.length > 0 || bytesRead < length) return entries;
        at += whole; // nothing but damaged lines
        if (whole === 0) length *= 4; // a long one
      }
    } catch (error) {
      throw failure('MF_FOLDER_UNUSABLE', `${this.path} cannot be read: ${systemMessage(error)}. Put it back`, error);
    } finally {
      await handle?.close();
    }
  }

  /** There may be too many points, never too many events. */
  #hasRoomFor(entry: Entry): boolean {
    if (!('metrics' in entry) || this.#size < this.#most) return true;
    this.omitted++;
    return false;
  }

  async #write(text: string): Promise<void> {
    if (this.failure !== undefined) return;
    try {
      await appendFile(this.path, text);
    } catch (error) {
      this.failure = failure('MF_WRITE_FAILED', `${this.path} cannot be written: ${systemMessage(error)}`, error);
    }
  }
}

function placed(bytes: Uint8Array, from: number): { entries: Placed[]; damaged: number[] } {
  const entries: Placed[] = [];
  const damaged: number[] = [];
  const decoder = new TextDecoder();
  for (let start = 0, line = 1; start < bytes.length; line++) {
    const end = bytes.indexOf(10, start) + 1;
    const entry = parseEntry(decoder.decode(bytes.subarray(start, end)));
    if (entry === undefined) damaged.push(line);
    else entries.push({ entry, end: from + end });
    start = end;
  }
  return { entries, damaged };
}

function invalid(path: string) {
  return failure(
    'MF_OUTBOX_INVALID',
    `${path} was not written by this version of the package. Move it away, or update the package`,
  );
}
