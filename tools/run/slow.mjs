// pnpm test:browser, test:survival, test:examples, test:differential, test:processes: the tests that `npm test` leaves out, `*.browser.test.ts` and so on.
// Further arguments go to vitest.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { SLOW } from '../vitest/slow.mjs';
import { countAll, forgetCounts, projects, sentence } from './counts.mjs';
import { build, environment, prepare, root, run, say } from './setup.mjs';

const [kind = '', ...args] = process.argv.slice(2);
if (!SLOW.includes(kind)) throw new Error(`There are ${SLOW.join(', ')}.`);
await prepare();
await build();
forgetCounts();

/** @param {string} folder */
const hasTests = (folder) =>
  ['src', 'test'].some((part) =>
    readdirSync(folder).includes(part)
      ? readdirSync(join(folder, part), { recursive: true }).some((file) => String(file).endsWith(`.${kind}.test.ts`))
      : false,
  );

let failed = 0;
for (const folder of projects.filter(hasTests)) {
  say(folder);
  const code = await run('vitest', ['run', '--config', join(root, 'vitest.config.ts'), '--root', '.', ...args], {
    cwd: folder,
    env: { ...environment, AMNL_TESTS: kind },
  });
  failed ||= code; // and the next package all the same
}
console.log(sentence(countAll(failed)));
process.exitCode = failed;
