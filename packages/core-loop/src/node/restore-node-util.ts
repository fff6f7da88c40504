import { createRequire } from 'node:module';

/**
 * Puts back `util.isNullOrUndefined`, which `@tensorflow/tfjs-node` 4.22 calls in most operations and Node 23 removed
 * (tensorflow/tfjs#8609). Call it before the first operation; where the function is there it does nothing.
 */
export function restoreNodeUtil(): void {
  const util = createRequire(import.meta.url)('node:util') as { isNullOrUndefined?: (value: unknown) => boolean };
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
}
