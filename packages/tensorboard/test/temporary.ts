import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** An empty folder for a test or what runs before each, gone after the test. */
export function temporaryFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'tensorboard-'));
  // An `afterEach` of this file would hold in the first test file alone that imports it: the files of a package share a process.
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}
