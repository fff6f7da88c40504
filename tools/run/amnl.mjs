// pnpm amnl …: the command line of this checkout, built where it is not.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build, environment, prepare, root, run } from './setup.mjs';

const cli = join(root, 'packages', 'cli');
if (!existsSync(join(cli, 'dist', 'index.js'))) {
  await prepare();
  await build();
}
process.exitCode = await run(process.execPath, [join(cli, 'bin', 'amnl.mjs'), ...process.argv.slice(2)], {
  env: { ...environment, AMNL_COMMAND: 'npm run -s amnl --' },
  cwd: process.env.INIT_CWD ?? process.cwd(),
  shell: false,
});
