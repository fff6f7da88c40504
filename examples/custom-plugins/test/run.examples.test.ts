import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test('the example finds the rare class and prints a line for every layer and epoch', async () => {
  const path = fileURLToPath(new URL('../train.mjs', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [path]);
  const lines = stdout.trim().split('\n');
  expect(JSON.parse(lines.at(-1)!).f1).toBeGreaterThan(0.8);
  expect(lines.filter((line) => /^ {2}\d\.Dense\/(kernel|bias) +[·▁▂▃▄▅▆▇█]{10}$/.test(line))).toHaveLength(20 * 6);
});
