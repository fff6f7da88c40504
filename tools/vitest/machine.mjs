// An nx cache input: tests that need NASA's files, a browser or TensorBoard run where these are, so what is there is part of the key.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = process.env.AMNL_DATA_DIR || join(root, '..', 'shared', 'data', 'cmapss');
const browsers = [
  process.env.AMNL_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
console.log(existsSync(join(folder, 'train_FD001.txt')) ? `data: ${folder}` : 'data: absent');
console.log(`browser: ${browsers.find((path) => path && existsSync(path)) ?? 'absent'}`);
console.log(`python: ${process.env.AMNL_PYTHON ?? 'python3'}`);
