// A file larger than memory needs to be: one shuffled epoch over a sparse file, and what the process takes for it.
import { mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileData } from '@amnl/data-sources/node';
import { inProcess } from './processes.mjs';

const ROW = 30 * 17;
const GIGABYTES = 2;

/** @returns figures of a process of its own, over a file that is removed afterwards */
export function largeFile() {
  const folder = mkdtempSync(join(tmpdir(), 'amnl-large-'));
  try {
    const { bytes, before, peak, seconds } = JSON.parse(inProcess(import.meta.filename, join(folder, 'x.bin')));
    const growth = `fileData over ${(bytes / 1e9).toFixed(2)} GB: growth of RSS to its peak`;
    return [
      { name: growth, value: (peak - before) / 1e6, unit: 'MB' },
      { name: 'fileData, one shuffled epoch, batches of 64 windows', value: bytes / seconds / 1e6, unit: 'MB/s' },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  const path = process.argv[2];
  const rows = Math.ceil((GIGABYTES * 2 ** 30) / (4 * ROW));
  writeFileSync(`${path}.json`, JSON.stringify({ dtype: 'float32', shape: [rows, 30, 17] }));
  writeFileSync(path, '');
  truncateSync(path, rows * ROW * 4); // sparse: it takes no room
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
  console.log(JSON.stringify({ bytes: statSync(path).size, before, peak, seconds }));
}
