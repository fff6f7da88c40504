// node bench/bench.mjs [rows] (after a build; default 10000000): one JSON line a figure, the greatest memory of `amnl` with a table of
// that many rows and 8 channels, as CSV and as Parquet. Memory follows the rows, not the network, so the network is small, an epoch short,
// and 2 % of the units are held out: with the preset's own it takes hours.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeCsv, writeParquet } from '../../data-fleet/bench/tables.mjs';

const SETTINGS =
  'preset=paper batchSize=64 hidden=4 heads=1 channels=4,4,4 funnel=4,4 window=10 evaluationBatchSize=4096 stride=500 holdoutFraction=0.02';
const [first, ...rest] = process.argv.slice(2);

if (first === 'amnl') {
  process.argv.splice(2, process.argv.length, ...rest);
  // On Linux and macOS kilobytes.
  process.on('exit', () => console.log(`${process.resourceUsage().maxRSS}`));
  await import('../bin/amnl.mjs');
} else {
  const folder = mkdtempSync(join(tmpdir(), 'amnl-rows-'));
  try {
    for (const [kind, write] of Object.entries({ csv: writeCsv, parquet: writeParquet })) {
      const table = join(folder, `pumps.${kind}`);
      write(table, Number(first ?? 10_000_000));
      const run = join(folder, kind);
      const settings = SETTINGS.split(' ').flatMap((setting) => ['--set', setting]);
      const columns = ['--unit', 'pump', '--time', 'hour', '--failed', 'all', '--epochs', '1'];
      measure(`train, ${kind}`, ['train', '--data', table, ...columns, ...settings, '--out', run]);
      measure(`predict --last, ${kind}`, [
        'predict',
        run,
        '--data',
        table,
        '--last',
        '--output',
        join(folder, 'last.csv'),
      ]);
      measure(`predict, ${kind}`, ['predict', run, '--data', table, '--output', join(folder, `all.${kind}`)]);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function measure(name, args) {
  const output = execFileSync(process.execPath, [fileURLToPath(import.meta.url), 'amnl', ...args], {
    encoding: 'utf8',
  });
  const value = Math.round(Number(output.trim().split('\n').at(-1)) / 1024);
  console.log(JSON.stringify({ name: `${name}: greatest memory`, value, unit: 'MiB' }));
}
