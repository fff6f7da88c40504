import { type FileHandle, link, open, readdir, rename, rm } from 'node:fs/promises';
import { makeFolders, openRegular, type Syncable, type WholeFiles } from '@amnl/core-loop/node';

/** An open file. */
export interface OpenFile extends Syncable {
  /** Writes some or all of `bytes` where the last write ended. @returns how many */
  write(bytes: Uint8Array): Promise<number>;
}

/** A regular file, open to be read from. */
export interface ReadableFile {
  /** Its size in bytes when it was opened. */
  readonly size: number;
  /** Differs for every file that has had this name: files are replaced, never changed. */
  readonly version: string;
  /** Bytes from anywhere; fewer than `length` where the file was truncated meanwhile. */
  read(at: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** The few calls that saving and loading make; tests substitute failing disks. */
export interface FileSystem extends WholeFiles<OpenFile> {
  /** Creates a folder and its parents. @returns the outermost folder created; undefined if all existed */
  mkdir(path: string): Promise<string | undefined>;
  /** Names in a folder. */
  list(path: string): Promise<readonly string[]>;
  /** Opens a file for reading. @throws if it is not a regular file */
  openToRead(path: string): Promise<ReadableFile>;
}

/** Systems cap what one call transfers (Linux at 2 GiB). */
const MAX_TRANSFER = 2 ** 30;

/** The real file system. */
export const nodeFiles: FileSystem = {
  mkdir: async (path) => (await makeFolders(path))[0],
  rename,
  link,
  remove: (path) => rm(path, { force: true }),
  list: (path) => readdir(path),
  async open(path, flags) {
    const file = await open(path, flags);
    return {
      async write(bytes) {
        return (await file.write(bytes, 0, Math.min(bytes.length, MAX_TRANSFER))).bytesWritten;
      },
      sync: () => file.sync(),
      close: () => file.close(),
    };
  },
  async openToRead(path) {
    // Its content says early whether it can be a checkpoint of that size, so any size is fine here.
    const { handle, size } = await openRegular(path, Number.POSITIVE_INFINITY);
    const { dev, ino, mtimeNs } = await handle.stat({ bigint: true });
    const version = `${dev} ${ino} ${mtimeNs}`;
    return { size, version, read: (at, length) => readFrom(handle, at, length), close: () => handle.close() };
  },
};

async function readFrom(file: FileHandle, from: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let at = 0;
  while (at < length) {
    const { bytesRead } = await file.read(bytes, at, Math.min(length - at, MAX_TRANSFER), from + at);
    if (bytesRead === 0) break; // truncated meanwhile
    at += bytesRead;
  }
  return bytes.subarray(0, at);
}
