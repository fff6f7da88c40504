// pnpm bench: figures as ratios or rates, printed as a table and as JSON lines.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loopOverhead } from './loop-overhead.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const figures = [...(await loopOverhead())];

const data = spawnSync(process.execPath, [join(root, 'packages', 'data-cmapss', 'bench', 'bench.mjs')], {
  encoding: 'utf8',
});
process.stderr.write(data.stderr);
for (const line of data.stdout.split('\n')) if (line.startsWith('{')) figures.push(JSON.parse(line));

for (const { name, value, unit } of figures) console.log(`${name.padEnd(56)} ${Number(value.toPrecision(4))} ${unit}`);
for (const figure of figures) console.log(JSON.stringify(figure));
