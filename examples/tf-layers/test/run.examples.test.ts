import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

async function result(example: string): Promise<Record<string, number>> {
  const path = fileURLToPath(new URL(`../${example}`, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [path]);
  return JSON.parse(stdout.trim().split('\n').at(-1)!);
}

test('the regression ends by its own callback', async () => {
  const { val_loss, because } = await result('regression.mjs');
  expect(val_loss).toBeLessThan(5e-3);
  expect(String(because)).toContain('good enough');
});

test('the two-output classifier finds the quadrants', async () => {
  expect((await result('classifier.mjs'))['accuracy']).toBeGreaterThan(0.95);
});
