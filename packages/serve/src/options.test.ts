import { expect, test } from 'vitest';
import { createServer } from './server.js';

test.each([
  [{ host: ['a'] }, "unknown option 'host'"],
  [{ limits: { row: 1 } }, "unknown option 'row'"],
  [{ limits: { rows: 0 } }, 'limits.rows'],
  [{ limits: { closeMs: 2 ** 31 } }, 'limits.closeMs'],
])('%j is refused', (options, message) => {
  expect(() => createServer({}, options as object)).toThrow(message);
});
