// node bench/large-file.mjs (after a build): one JSON line a figure. A file larger than memory needs to be: one shuffled epoch over a sparse
// file, and what the process takes for it.
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileData } from '../dist/node/index.js';

const ROW = 30 * 17;
const GIGABYTES = 2;
const rows = Math.ceil((GIGABYTES * 2 ** 30) / (4 * ROW));
const bytes = rows * ROW * 4;

const folder = mkdtempSync(join(tmpdir(), 'amnl-large-'));
process.on('exit', () => rmSync(folder, { recursive: true }));
const path = join(folder, 'x.bin');
writeFileSync(`${path}.json`, JSON.stringify({ dtype: 'float32', shape: [rows, 30, 17] }));
writeFileSync(path, '');
truncateSync(path, bytes); // sparse: it takes no room

const source = await fileData({ inputs: { window: path }, batchSize: 64, shuffle: true });
const before = process.memoryUsage.rss();
let peak = before;
let samples = 0;
const started = performance.now();
for await (const { size } of source.batches({ epoch: 0, seed: 42 })) {
  samples += size;
  if (samples % 4096 === 0) peak = Math.max(peak, process.memoryUsage.rss());
}
const seconds = (performance.now() - started) / 1000;
if (samples !== rows) throw new Error(`${samples} of ${rows} rows`);

const growth = `fileData over ${(bytes / 1e9).toFixed(2)} GB: growth of RSS to its peak`;
console.log(JSON.stringify({ name: growth, value: (peak - before) / 1e6, unit: 'MB' }));
const name = 'fileData, one shuffled epoch, batches of 64 windows';
console.log(JSON.stringify({ name, value: bytes / seconds / 1e6, unit: 'MB/s' }));
