import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { HERE, runProgram } from './run-program.js';

interface Costs {
  readonly importMs: number;
  readonly firstRunMs: number;
  readonly afterImport: { readonly runtimeFiles: number; readonly kernels: number; readonly backends: string[] };
  readonly afterRun: { readonly runtimeFiles: number; readonly kernels: number };
  readonly y: number;
}

// Absolute times are the benchmark's business (`pnpm bench --only import`).
describe('importing the package', () => {
  const runs: Costs[] = [];
  beforeAll(async () => {
    for (let i = 0; i < 3; i++) runs.push(await runProgram<Costs>(join(HERE, 'test', 'programs', 'import-cost.mjs')));
  });

  it('loads nothing of ONNX Runtime, and registers no kernel and no backend', () => {
    expect(runs[0]!.afterImport).toMatchObject({ runtimeFiles: 0, kernels: 0 });
    expect(runs[0]!.afterImport.backends).not.toContain('amnl-onnx');
  });

  it('which the first use does', () => {
    expect(runs[0]!.y).toBe(2);
    expect(runs[0]!.afterRun.runtimeFiles).toBeGreaterThan(0);
    expect(runs[0]!.afterRun.kernels).toBeGreaterThan(100);
  });

  it('costs a small part of the first use', () => {
    const least = (times: readonly number[]) => Math.min(...times);
    const ratio = least(runs.map(({ importMs }) => importMs)) / least(runs.map(({ firstRunMs }) => firstRunMs));
    expect(ratio).toBeLessThan(1 / 4);
  });
});
