import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { ByPath } from './tools/vitest/by-path.mjs';
import { SLOW } from './tools/vitest/slow.mjs';

// Every package is tested from its own folder with this file (`vitest run --config ../../vitest.config.ts --root .`).
// The condition `@amnl/source` makes imports between packages resolve to their TypeScript, so tests need no build.
const conditions = ['@amnl/source', 'module', 'node', 'import'];

// `npm test` leaves out what takes long and seldom breaks: `*.browser.test.ts` are for `pnpm test:browser`, and so on;
// `*.native.test.ts` need tfjs-node, and run with the configuration in tools/tfjs-node alone.
const kind = process.env['AMNL_TESTS'];
const include = kind ? [`**/*.${kind}.test.ts`] : ['src/**/*.test.ts', 'test/**/*.test.ts'];
const exclude = ['**/node_modules/**', ...(kind ? [] : [...SLOW, 'native'].map((slow) => `**/*.${slow}.test.ts`))];
const alone = '**/*.alone.test.ts';

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    pool: 'forks',
    maxWorkers: 1,
    // One process for all files of a package, always in the same order: loading TensorFlow.js costs more than most tests.
    // Files that replace a module, or look at the memory of their process, have one of their own: `*.alone.test.ts`.
    projects: [
      { extends: true, test: { name: 'shared', isolate: false, include, exclude: [...exclude, alone] } },
      { extends: true, test: { name: 'alone', include: kind ? [] : [alone], exclude } },
    ],
    sequence: { sequencer: ByPath },
    // Ends of hope, not measures: a machine with other work on it may take many times as long as an idle one.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    passWithNoTests: true, // some examples have slow tests alone
    silent: 'passed-only',
    reporters: ['default', fileURLToPath(new URL('./tools/vitest/summary-reporter.mjs', import.meta.url))],
  },
});
