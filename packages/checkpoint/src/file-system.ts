import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';

/** An open file. */
export interface OpenFile {
  /** Writes some or all of `bytes` where the last write ended. @returns how many */
  write(bytes: Uint8Array): Promise<number>;
  /** Resolves when all that was written would survive a power cut. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** The few calls that saving and loading make; tests put failing disks in their place. */
export interface FileSystem {
  /** Makes a folder and those above it. @returns the outermost folder made; undefined if all were there */
  mkdir(path: string): Promise<string | undefined>;
  /** `'wx'` makes a new file to write to, `'r'` opens a folder to be synced. */
  open(path: string, flags: 'wx' | 'r'): Promise<OpenFile>;
  /** Replaces `to` in one step. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file, if it is there. */
  remove(path: string): Promise<void>;
  /** Names in a folder. */
  list(path: string): Promise<readonly string[]>;
  /** The content of a file. */
  read(path: string): Promise<Uint8Array>;
}

/** Systems cap what one call transfers (Linux at 2 GiB). */
const MAX_TRANSFER = 2 ** 30;

/** The real file system. */
export const nodeFiles: FileSystem = {
  mkdir: (path) => mkdir(path, { recursive: true }),
  rename,
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
  async read(path) {
    // Before it is opened: opening a pipe waits for somebody to write to it, and a device might never end.
    if (!(await stat(path)).isFile()) throw new Error('it is not a file');
    const file = await open(path, 'r');
    try {
      const bytes = new Uint8Array((await file.stat()).size);
      let at = 0;
      while (at < bytes.length) {
        const { bytesRead } = await file.read(bytes, at, Math.min(bytes.length - at, MAX_TRANSFER));
        if (bytesRead === 0) break; // cut short meanwhile
        at += bytesRead;
      }
      return bytes.subarray(0, at);
    } finally {
      await file.close();
    }
  },
};
