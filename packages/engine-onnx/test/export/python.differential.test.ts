import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CASES } from '../differential/cases/index.js';
import { exported, isStateful, predicted } from '../differential/export.js';

// onnx and onnxruntime of Python: those that tools/run/viewers.sh sets up, or of python3.
const own = fileURLToPath(new URL('../../../../.tools/python/bin/python', import.meta.url));
const python = process.env['AMNL_PYTHON'] || (existsSync(own) ? own : 'python3');
const installed = spawnSync(python, ['-c', 'import onnx, onnxruntime'], { timeout: 240_000 }).status === 0;

const folder = mkdtempSync(join(tmpdir(), 'amnl-onnx-'));
beforeAll(() => tf.setBackend('cpu'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!installed)('in Python', () => {
  it('every exported model is valid and predicts the same', { timeout: 600_000 }, async () => {
    let count = 0;
    for (const [i, given] of CASES.entries()) {
      const made = await exported(given, { metadata: { case: given.name }, check: false });
      if (isStateful(made.model)) continue;
      const batches = [1, 3, 7].map((batch) => {
        const { feeds, numbers } = predicted(made, batch);
        const inputs = feeds.map(({ name, data, shape, dtype }) => [name, { data: Array.from(data), shape, dtype }]);
        const outputs = numbers.map(({ data, shape }) => ({ data: Array.from(data), shape, dtype: 'float32' }));
        return { inputs: Object.fromEntries(inputs), outputs };
      });
      writeFileSync(join(folder, `${i}.onnx`), (await made.file()).bytes);
      writeFileSync(join(folder, `${i}.json`), JSON.stringify({ name: given.name, batches }));
      made.model.dispose();
      count++;
    }
    const script = fileURLToPath(new URL('check_models.py', import.meta.url));
    const told = JSON.parse(execFileSync(python, [script, folder], { encoding: 'utf8', maxBuffer: 1 << 26 }));
    expect(told).toEqual({ models: count, wrong: [] });
  });
});
