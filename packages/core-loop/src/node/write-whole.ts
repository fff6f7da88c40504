import { randomUUID } from 'node:crypto';
import { type FileHandle, link, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** A file or folder that is open. */
export interface Syncable {
  /** Resolves when all that was written would survive a power cut. */
  sync(): Promise<void>;
  /** Lets go of it. */
  close(): Promise<void>;
}

/** The calls that {@link writeWhole} makes; tests put failing disks in their place. */
export interface WholeFiles<File extends Syncable = Syncable> {
  /** `'wx'` makes a new file to write to, `'r'` opens a folder to be synced. */
  open(path: string, flags: 'wx' | 'r'): Promise<File>;
  /** Replaces `to` in one step. */
  rename(from: string, to: string): Promise<void>;
  /** Gives a file a second, new name. Not every file system can. */
  link(from: string, to: string): Promise<void>;
  /** Removes a file, if it is there. */
  remove(path: string): Promise<void>;
}

/** Options of {@link writeWhole}. */
export interface WholeOptions<File extends Syncable = FileHandle> {
  /** Whether a file that is there is replaced. */
  readonly replace: boolean;
  /** @default the real file system */
  readonly files?: WholeFiles<File>;
  /** A new name in the same folder, for the file in the making. @default a random one */
  readonly temporaryFor?: (path: string) => string;
  /** Runs a stage, of which each can be done again: write, make room, take the name, sync the folder. @default once */
  readonly stage?: <T>(body: () => Promise<T>) => Promise<T>;
  /** Runs once the new file would survive a power cut, before it takes its name. @default nothing */
  readonly makeRoom?: () => Promise<void>;
}

const NODE: WholeFiles<FileHandle> = { open, rename, link, remove: (path) => rm(path, { force: true }) };
const randomName = (path: string) => join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);

/**
 * Writes a file completely or not at all: `write` fills a temporary file next to it, which is synced and then renamed.
 * After a crash or on a full disk there is the old file or the new one. The folder must exist.
 * @returns what `write` returns
 * @throws the error of `write` or of the system: EEXIST if there is a file that must not be replaced; nothing is left behind
 */
export async function writeWhole<T, File extends Syncable = FileHandle>(
  path: string,
  write: (file: File) => Promise<T>,
  options: WholeOptions<File>,
): Promise<T> {
  const { replace, files = NODE as unknown as WholeFiles<File>, temporaryFor = randomName, makeRoom } = options;
  const stage = options.stage ?? ((body) => body());
  let temporary: string | undefined;
  try {
    const made = await stage(() => writeTemporary(files, temporaryFor(path), write));
    temporary = made.path;
    const named = temporary;
    if (makeRoom) await stage(makeRoom);
    await stage(() => (replace ? files.rename(named, path) : place(files, named, path)));
    await stage(() => syncFolder(files, dirname(path)));
    return made.result;
  } catch (error) {
    if (temporary !== undefined) await files.remove(temporary).catch(() => {}); // report the first error
    throw error;
  }
}

/**
 * Writes a new file so that it survives a power cut. A failed one is removed, and a new try needs another name: after a failed
 * fsync the system may have dropped what it held, and a second fsync of the same file would not report it.
 */
async function writeTemporary<T, File extends Syncable>(
  files: WholeFiles<File>,
  path: string,
  write: (file: File) => Promise<T>,
): Promise<{ readonly path: string; readonly result: T }> {
  try {
    const file = await files.open(path, 'wx');
    let result: T;
    try {
      result = await write(file);
      await file.sync();
    } catch (error) {
      await file.close().catch(() => {}); // report the first error
      throw error;
    }
    await file.close();
    return { path, result };
  } catch (error) {
    await files.remove(path).catch(() => {});
    throw error;
  }
}

/** Unlike `rename`, a link replaces nothing, even if a file has appeared meanwhile. */
async function place(files: WholeFiles, temporary: string, path: string): Promise<void> {
  try {
    await files.link(temporary, path);
  } catch (error) {
    // Some file systems have no links: there an empty file reserves the name.
    if (!['EPERM', 'ENOTSUP', 'ENOSYS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    await (await files.open(path, 'wx')).close();
    await files.rename(temporary, path).catch(async (failed: unknown) => {
      await files.remove(path);
      throw failed;
    });
    return;
  }
  await files.remove(temporary).catch(() => {}); // the file has its name
}

/** Makes renames in a folder survive a power cut. Windows cannot open folders, and needs no such thing. */
export async function syncFolder(files: Pick<WholeFiles, 'open'>, path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await files.open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
