// An nx cache input: tests that need NASA's files run where the files are, so their presence is part of the key.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = process.env.AMNL_DATA_DIR || join(root, '..', 'shared', 'data', 'cmapss');
console.log(existsSync(join(folder, 'train_FD001.txt')) ? `data: ${folder}` : 'data: absent');
