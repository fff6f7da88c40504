import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';

const root = mkdtempSync(join(tmpdir(), 'amnl killed sources '));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const SOURCES = [
  'arrays+prefetch',
  'generator',
  'generator+prefetch',
  'tfdata',
  'tfdata+prefetch',
  'files',
  'files+prefetch',
  'worker',
  'worker+prefetch',
];
/** Batches after which a life ends; an epoch has six. */
const LIVES = [4, 3, 7, 2, 0];

interface Life {
  readonly from: { readonly epoch: number; readonly batch: number };
  /** All that the run is, where it came to its end. */
  readonly run: unknown;
}

/** A life of a training in a process of its own, killed at its n-th batch. */
function live(source: string, engine: string, folder: string, killAt: number): Promise<Life> {
  const script = fileURLToPath(new URL('survival/train.mjs', import.meta.url));
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [script, source, engine, folder, String(killAt)], (error, stdout, stderr) => {
      if (error && error.signal !== 'SIGKILL') return reject(new Error(`${error.message}\n${stderr}`));
      const [first, last] = stdout.trim().split('\n');
      resolve({ from: JSON.parse(first!).from, run: last === undefined ? undefined : JSON.parse(last) });
    });
  });
}

describe.skipIf(process.platform === 'win32').each(['eager', 'onnx'])('%s', (engine) => {
  test.each(SOURCES)(
    '%s: killed again and again within epochs, the run is the one that was never interrupted',
    async (source) => {
      const whole = await live(source, engine, mkdtempSync(join(root, 'whole ')), 0);
      expect(whole.run).toMatchObject({ history: { length: 3 } });
      const folder = mkdtempSync(join(root, 'killed '));
      const lives: Life[] = [];
      for (const killAt of LIVES) lives.push(await live(source, engine, folder, killAt));
      const within = lives.filter(({ from }) => from.batch > 0);
      expect(within.length, JSON.stringify(lives.map(({ from }) => from))).toBeGreaterThan(1);
      expect(lives.slice(0, -1).map(({ run }) => run)).toEqual([undefined, undefined, undefined, undefined]);
      expect(lives.at(-1)!.run).toEqual(whole.run);
    },
  );
});
