import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Every package is tested from its own folder with this file (`vitest run --config ../../vitest.config.ts --root .`).
// The condition `@amnl/source` makes imports between packages resolve to their TypeScript, so tests need no build.
const conditions = ['@amnl/source', 'module', 'node', 'import'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // One process for all files of a package: loading TensorFlow.js costs more than most tests.
    pool: 'forks',
    maxWorkers: 1,
    // Ends of hope, not measures: a machine with other work on it may take many times as long as an idle one.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    silent: 'passed-only',
    reporters: ['default', fileURLToPath(new URL('./tools/vitest/summary-reporter.mjs', import.meta.url))],
  },
});
