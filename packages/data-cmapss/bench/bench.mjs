// node bench/bench.mjs (after a build): one JSON line a figure. Parsing is measured on NASA's train_FD004.txt where it is
// (AMNL_DATA_DIR, or ../shared/data/cmapss beside the workspace), else on a simulated file of the same size.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fitScaler, formatCmapss, makeWindows, parseCmapss, simulateCmapss, windowSource } from '../dist/index.js';

const directory =
  process.env.AMNL_DATA_DIR || fileURLToPath(new URL('../../../../shared/data/cmapss', import.meta.url));
const path = join(directory, 'train_FD004.txt');
const real = existsSync(path);
const { train } = simulateCmapss({ subset: 'FD004' });
const bytes = real ? readFileSync(path) : new TextEncoder().encode([...formatCmapss(train)].join(''));
const file = real ? 'train_FD004.txt' : 'a simulated train_FD004.txt';

function print(name, value, unit) {
  console.log(JSON.stringify({ name, value: Number(value.toPrecision(4)), unit }));
}

/** Median of `runs` rates. */
function median(runs, rate) {
  const rates = Array.from({ length: runs }, rate).sort((a, b) => a - b);
  return rates[runs >> 1];
}

function parseRate() {
  const start = performance.now();
  parseCmapss(bytes, { file });
  return bytes.length / 1000 / (performance.now() - start);
}
print(`parse ${file}, first time`, parseRate(), 'MB/s');
print(`parse ${file}, median of 15`, median(15, parseRate), 'MB/s');

const windows = makeWindows(train, fitScaler(train));
for (const batchSize of [32, 256]) {
  for (const reuse of [false, true]) {
    const source = windowSource(windows, { batchSize, shuffle: true, reuse });
    let epoch = 0;
    const rate = () => {
      const start = performance.now();
      let count = 0;
      for (const batch of source.batches({ seed: 42, epoch: epoch++ })) count += batch.size;
      return (count / (performance.now() - start)) * 1000;
    };
    rate();
    print(
      `windows in shuffled batches of ${batchSize}, ${reuse ? 'reused' : 'fresh'} arrays`,
      median(9, rate),
      'windows/s',
    );
  }
}
