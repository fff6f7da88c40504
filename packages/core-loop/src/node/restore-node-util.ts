import { createRequire } from 'node:module';

/**
 * Restores `util.isNullOrUndefined`, which `@tensorflow/tfjs-node` 4.22 calls in most operations and Node 23 removed
 * (tensorflow/tfjs#8609). Call it before the first operation; it does nothing if the function exists.
 */
export function restoreNodeUtil(): void {
  const util = createRequire(import.meta.url)('node:util') as { isNullOrUndefined?: (value: unknown) => boolean };
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
}
