import { basename, dirname } from 'node:path';
import { type FileSystem, nodeFiles, type OpenFile, type ReadableFile } from '../src/file-system.js';

/** What a file holds, and what of it would survive a power cut. */
interface Inode {
  readonly number: number;
  data: Uint8Array;
  durable: Uint8Array | undefined;
}
/** A change of a folder that is not durable yet. */
type Change =
  | { readonly kind: 'link'; readonly name: string; readonly inode: Inode }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }
  | { readonly kind: 'remove'; readonly name: string };

let inodes = 0;

export const systemError = (code: string) => Object.assign(new Error(`${code}: no`), { code });

/**
 * A disk in memory that forgets as real ones do: what was not synced may be lost or torn after a power cut, and each change of a
 * folder that was not synced may have survived or not, whatever became of the others. One folder is enough here.
 */
export class MemoryDisk implements FileSystem {
  #entries = new Map<string, Inode>();
  #durable = new Map<string, Inode>();
  #changes: Change[] = [];
  /** Names of all calls so far. */
  readonly calls: string[] = [];
  /** Called before every call; may throw. */
  before: (call: string, n: number) => void = () => {};

  #call(name: string): void {
    this.calls.push(name);
    this.before(name, this.calls.length);
  }

  async mkdir(): Promise<undefined> {
    this.#call('mkdir');
  }

  async open(path: string, flags: 'wx' | 'r'): Promise<OpenFile> {
    this.#call(`open ${flags}`);
    if (flags === 'r') return this.#folder();
    const inode: Inode = { number: inodes++, data: new Uint8Array(), durable: undefined };
    this.#change({ kind: 'link', name: basename(path), inode });
    return {
      write: async (bytes) => {
        this.#call('write');
        const part = bytes.subarray(0, Math.max(1, bytes.length >> 1)); // as systems may: less than was asked for
        const longer = new Uint8Array(inode.data.length + part.length);
        longer.set(inode.data);
        longer.set(part, inode.data.length);
        inode.data = longer;
        return part.length;
      },
      sync: async () => {
        this.#call('sync');
        inode.durable = inode.data.slice();
      },
      close: async () => this.#call('close'),
    };
  }

  #folder(): OpenFile {
    return {
      write: () => Promise.reject(systemError('EBADF')),
      sync: async () => {
        this.#call('sync folder');
        this.#durable = new Map(this.#entries);
        this.#changes = [];
      },
      close: async () => this.#call('close folder'),
    };
  }

  async rename(from: string, to: string): Promise<void> {
    this.#call('rename');
    if (!this.#entries.has(basename(from))) throw systemError('ENOENT');
    this.#change({ kind: 'rename', from: basename(from), to: basename(to) });
  }

  async link(from: string, to: string): Promise<void> {
    this.#call('link');
    const inode = this.#entries.get(basename(from));
    if (inode === undefined) throw systemError('ENOENT');
    this.#change({ kind: 'link', name: basename(to), inode });
  }

  async remove(path: string): Promise<void> {
    this.#call('remove');
    this.#change({ kind: 'remove', name: basename(path) });
  }

  async list(): Promise<readonly string[]> {
    this.#call('list');
    return [...this.#entries.keys()];
  }

  async openToRead(path: string): Promise<ReadableFile> {
    this.#call('open to read');
    const inode = this.#entries.get(basename(path));
    if (inode === undefined || dirname(path) === '') throw systemError('ENOENT');
    return {
      size: inode.data.length,
      version: String(inode.number),
      read: async (at, length) => {
        this.#call('read');
        return inode.data.slice(at, at + length);
      },
      close: async () => this.#call('close to read'),
    };
  }

  #change(change: Change): void {
    apply(this.#entries, change);
    this.#changes.push(change);
  }

  /** Every disk that may be found after a power cut now. */
  *afterPowerCut(): Generator<MemoryDisk> {
    const changes = this.#changes;
    for (let survived = 0; survived < 2 ** changes.length; survived++) {
      const entries = new Map(this.#durable);
      for (const [i, change] of changes.entries()) if ((survived >> i) & 1) apply(entries, change);
      for (const torn of ['lost', 'half', 'whole'] as const) {
        const disk = new MemoryDisk();
        for (const [name, inode] of entries) {
          const { data, durable } = inode;
          const kept = torn === 'lost' ? 0 : torn === 'half' ? data.length >> 1 : data.length;
          disk.#entries.set(name, { number: inodes++, data: durable ?? data.subarray(0, kept), durable });
        }
        yield disk;
      }
    }
  }
}

function apply(entries: Map<string, Inode>, change: Change): void {
  if (change.kind === 'link') entries.set(change.name, change.inode);
  else if (change.kind === 'remove') entries.delete(change.name);
  else {
    const inode = entries.get(change.from);
    if (inode === undefined) return;
    entries.delete(change.from);
    entries.set(change.to, inode);
  }
}

/** A file system in which every file is these bytes, and what was read of them: place and length. */
export function readOnly(bytes: Uint8Array, size = bytes.length) {
  const reads: (readonly [at: number, length: number])[] = [];
  let open = 0;
  const files: FileSystem = {
    ...nodeFiles,
    async openToRead() {
      open++;
      return {
        size,
        version: '',
        async read(at, length) {
          reads.push([at, length]);
          return Uint8Array.from(bytes.subarray(at, at + length));
        },
        close: async () => void open--,
      };
    },
  };
  return { files, reads, open: () => open };
}
