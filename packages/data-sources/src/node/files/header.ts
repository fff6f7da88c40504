import { bytesOf, type FileDtype } from './dtypes.js';

/** What a file's header says about its array. */
export interface ArrayHeader {
  readonly dtype: FileDtype;
  /** All dimensions; the first is the row. */
  readonly shape: readonly number[];
  /** Where the numbers begin, in bytes. */
  readonly dataStart: number;
}

/** What is wrong with a header, in words that follow the file's name. */
export class BadHeader extends Error {
  constructor(
    readonly code: 'DS_FILE_INVALID' | 'DS_FILE_DTYPE',
    message: string,
  ) {
    super(message);
  }
}

/** Bytes of the numbers that a header describes. @throws BadHeader if no such array can exist */
export function dataBytesOf({ dtype, shape }: ArrayHeader): number {
  if (shape.length === 0) throw new BadHeader('DS_FILE_INVALID', 'holds a single number instead of rows');
  const bytes = shape.reduce((a, b) => a * b, bytesOf(dtype));
  if (shape.every((n) => Number.isSafeInteger(n) && n > 0) && Number.isSafeInteger(bytes)) return bytes;
  throw new BadHeader('DS_FILE_INVALID', `has the shape [${shape}], which holds no numbers`);
}
