import { type FileHandle, open, readdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { TrainError } from '@amnl/core-loop';
import { makeFolders } from '@amnl/core-loop/node';
import { failure, systemMessage } from './errors.js';
import { fileName, fileTime } from './file-name.js';
import { frameRecord } from './record.js';

/** Buffered bytes that trigger a write. */
const FULL = 65_536;
/** How long other records wait, in milliseconds. */
const WAIT = 1000;

/**
 * An append-only file of records. Records are buffered and written in the background,
 * one write at a time; the event loop is not blocked.
 *
 * After a failed write nothing more is written: data after a torn record cannot be read.
 */
export class EventFile {
  readonly path: string;
  /** Why writing has stopped. */
  failure: TrainError | undefined;
  readonly #handle: FileHandle;
  #gathered: Uint8Array[] = [];
  #bytes = 0;
  /** The current write, or the last one. Never rejects. */
  #writing = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed: Promise<void> | undefined;

  private constructor(path: string, handle: FileHandle) {
    this.path = path;
    this.#handle = handle;
  }

  /**
   * A new file in `dir`, which is created if missing. Its name sorts after the existing ones, so that TensorBoard reads it
   * last, also after a restart within the same second or when the clock was put back.
   * @returns the file, and whether there were others
   * @throws TB_FOLDER_UNUSABLE
   */
  static async create(dir: string): Promise<{ file: EventFile; others: boolean }> {
    try {
      await makeFolders(dir);
      const times = (await readdir(dir)).map(fileTime).filter((time) => time !== undefined);
      const seconds = Math.max(Math.floor(Date.now() / 1000), ...times.map((time) => time + 1));
      const path = join(dir, fileName(seconds, hostname(), process.pid));
      return { file: new EventFile(path, await open(path, 'ax')), others: times.length > 0 };
    } catch (error) {
      throw unusable(dir, error);
    }
  }

  /** @throws TB_CLOSED */
  append(data: Uint8Array): void {
    if (this.#closed !== undefined) throw failure('TB_CLOSED', `${this.path} is closed. Open another writer`);
    const record = frameRecord(data);
    this.#gathered.push(record);
    this.#bytes += record.length;
    if (this.#bytes >= FULL) void this.#drain();
    else this.#timer ??= setTimeout(() => void this.#drain(), WAIT);
  }

  /** Resolves when all that was appended is written. @throws TB_WRITE_FAILED */
  async flush(): Promise<void> {
    await this.#drain();
    if (this.failure !== undefined) throw this.failure;
  }

  /** Flushes and closes; a second call does nothing. @throws TB_WRITE_FAILED */
  close(): Promise<void> {
    this.#closed ??= this.flush().finally(() => this.#handle.close().catch(() => {})); // flushed data are safe
    return this.#closed;
  }

  #drain(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const records = this.#gathered;
    this.#gathered = [];
    this.#bytes = 0;
    if (records.length > 0) this.#writing = this.#writing.then(() => this.#write(records));
    return this.#writing;
  }

  async #write(records: readonly Uint8Array[]): Promise<void> {
    if (this.failure !== undefined) return;
    try {
      await this.#handle.appendFile(Buffer.concat(records));
    } catch (error) {
      this.failure = failure(
        'TB_WRITE_FAILED',
        `could not write ${this.path}: ${systemMessage(error)}. Flushed data are complete`,
        error,
      );
    }
  }
}

/** No event file can be created in `dir`. */
export function unusable(dir: string, error: unknown) {
  return failure(
    'TB_FOLDER_UNUSABLE',
    `no event file can be written in '${dir}': ${systemMessage(error)}. Choose another folder, or change its permissions`,
    error,
  );
}
