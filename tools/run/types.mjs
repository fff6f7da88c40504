// Checks the types of every package, tool and example, each with its own settings. `npx nx typecheck NAME` checks one.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projects } from './counts.mjs';
import { run, say } from './setup.mjs';

let failed = 0;
for (const folder of projects) {
  if (!existsSync(join(folder, 'tsconfig.json'))) continue;
  if ((await run('tsc', ['-p', folder])) === 0) continue;
  say(`types do not fit in ${folder}`);
  failed++;
}
process.exitCode = failed === 0 ? 0 : 1;
