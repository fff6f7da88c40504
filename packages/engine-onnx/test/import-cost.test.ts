import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { HERE, runProgram } from './run-program.js';

interface Costs {
  readonly afterImport: { readonly runtimeFiles: number; readonly kernels: number; readonly backends: string[] };
  readonly afterRun: { readonly runtimeFiles: number; readonly kernels: number };
  readonly y: number;
}

// Times are the benchmark's business (`pnpm bench --only import`).
describe('importing the package', () => {
  let run: Costs;
  beforeAll(async () => {
    run = await runProgram<Costs>(join(HERE, 'test', 'programs', 'import-cost.mjs'));
  });

  it('loads nothing of ONNX Runtime, and registers no kernel and no backend', () => {
    expect(run.afterImport).toMatchObject({ runtimeFiles: 0, kernels: 0 });
    expect(run.afterImport.backends).not.toContain('amnl-onnx');
  });

  it('which the first use does', () => {
    expect(run.y).toBe(2);
    expect(run.afterRun.runtimeFiles).toBeGreaterThan(0);
    expect(run.afterRun.kernels).toBeGreaterThan(100);
  });
});

it('a summary needs no ONNX Runtime', async () => {
  const made = await runProgram(join(HERE, 'test', 'programs', 'summary.mjs'));
  expect(made).toEqual({ runtimeFiles: 0, parameters: 8 });
});
