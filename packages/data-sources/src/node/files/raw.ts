import { DTYPE_NAMES, isFileDtype } from './dtypes.js';
import { type ArrayHeader, BadHeader } from './header.js';

/**
 * Reads the header of raw numbers, the file `NAME.json` next to `NAME`: `{ "dtype": "float32", "shape": [1000, 30, 17] }`.
 * @throws BadHeader
 */
export function parseRawHeader(text: string): ArrayHeader {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new BadHeader('DS_FILE_INVALID', `has a header that is not valid JSON: ${(cause as Error).message}`);
  }
  const { dtype, shape } = Object(value) as { readonly dtype?: unknown; readonly shape?: unknown };
  if (!isFileDtype(dtype)) {
    throw new BadHeader(
      'DS_FILE_DTYPE',
      `has the dtype ${JSON.stringify(dtype)} in its header. Use one of ${DTYPE_NAMES}`,
    );
  }
  if (!Array.isArray(shape) || !shape.every((n) => typeof n === 'number')) {
    throw new BadHeader(
      'DS_FILE_INVALID',
      `has the shape ${JSON.stringify(shape)} in its header. Give a list of numbers`,
    );
  }
  return { dtype, shape, dataStart: 0 };
}
