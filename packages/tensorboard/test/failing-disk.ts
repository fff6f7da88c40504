import type * as fs from 'node:fs/promises';

/** A disk that can be full: for `vi.mock('node:fs/promises', …)`. */
class Disk {
  #full = false;
  /** Files that are open. */
  open = 0;
  /** Writes that have failed. */
  failures = 0;

  get isFull() {
    return this.#full;
  }
  /** From now on a write takes half of what it is given, and fails. */
  fill() {
    this.#full = true;
  }
  mend() {
    this.#full = false;
  }
}
export const disk = new Disk();

/** The module, with files that are on {@link disk}. */
export function failing(real: typeof fs): typeof fs {
  const open: typeof fs.open = async (...args) => {
    const handle = await real.open(...args);
    const { appendFile, close } = handle;
    disk.open++;
    handle.appendFile = async (data, options) => {
      if (!disk.isFull) return appendFile.call(handle, data, options);
      const bytes = data as Buffer;
      await appendFile.call(handle, bytes.subarray(0, bytes.length >> 1));
      disk.failures++;
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    };
    handle.close = async () => {
      disk.open--;
      return close.call(handle);
    };
    return handle;
  };
  return { ...real, open };
}
