// npm run quickstart: from a fresh clone to a trained network. Further arguments go to `amnl train`.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build, environment, must, prepare, root, say } from './setup.mjs';

await prepare();
await build();

const given = process.argv.slice(2);
const args = ['train', '--dataset', 'FD001', '--preset', 'quick', ...given];
const beside = join(root, '..', 'shared', 'data', 'cmapss');
if (!given.includes('--data-dir') && !process.env.AMNL_DATA_DIR && existsSync(join(beside, 'train_FD001.txt'))) {
  args.push('--data-dir', beside);
}
say(`training: npm run -s amnl -- ${args.join(' ')}`);
await must(process.execPath, [join(root, 'packages', 'cli', 'bin', 'amnl.mjs'), ...args], {
  env: { ...environment, AMNL_COMMAND: 'npm run -s amnl --' },
  cwd: process.cwd(),
});
