// An nx cache input: tests that need NASA's files, a browser or TensorBoard run where these are, so what is there is part of the key.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CHROMIUM } from './chromium.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = process.env.AMNL_DATA_DIR || join(root, '..', 'shared', 'data', 'cmapss');
// As packages/tensorboard/test/tensorboard.test.ts looks for it.
const own = join(root, '.tools', 'python', 'bin', 'python');
const python = process.env.AMNL_PYTHON || (existsSync(own) ? own : 'python3');

function tensorboard() {
  try {
    const find = "import importlib.metadata as m; print(m.version('tensorboard'))";
    return execFileSync(python, ['-c', find], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return 'absent';
  }
}

console.log(existsSync(join(folder, 'train_FD001.txt')) ? `data: ${folder}` : 'data: absent');
console.log(`browser: ${CHROMIUM ?? 'absent'}`);
console.log(`tensorboard: ${tensorboard()}`);
