// pnpm test:survival: kills real trainings at random moments and continues them, over the whole matrix (some ten minutes).
import { join } from 'node:path';
import { build, environment, prepare, root, run } from './setup.mjs';

await prepare();
await build();
process.exitCode = await run(
  'vitest',
  ['run', '--config', join(root, 'vitest.config.ts'), '--root', '.', 'test/survival.test.ts', ...process.argv.slice(2)],
  { cwd: join(root, 'packages', 'cli'), env: { ...environment, AMNL_SURVIVAL: 'full' } },
);
