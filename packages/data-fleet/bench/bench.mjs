// node bench/bench.mjs [rows] (after a build; default 10000000): one JSON line a figure. Reads a table of that many rows and 8
// channels as CSV and as Parquet into a fleet, each in a process of its own, whose greatest memory is its own.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeCsv, writeParquet } from './tables.mjs';

const [task, path] = process.argv.slice(2);

if (task === 'read') await read(path);
else main(Number(task ?? 10_000_000));

async function read(file) {
  const { readTable } = await import('../dist/node/index.js');
  const start = performance.now();
  const { train } = await readTable({ files: file, unit: 'pump', time: 'hour', failed: true });
  const seconds = (performance.now() - start) / 1000;
  // On Linux and macOS kilobytes.
  const megabytes = process.resourceUsage().maxRSS / 1024;
  console.log(JSON.stringify({ rows: train.times.length, seconds, megabytes }));
}

function main(rows) {
  const folder = mkdtempSync(join(tmpdir(), 'amnl-tables-'));
  try {
    for (const [kind, write] of [
      ['CSV', writeCsv],
      ['Parquet', writeParquet],
    ]) {
      const file = join(folder, `pumps.${kind.toLowerCase()}`);
      write(file, rows);
      const output = execFileSync(process.execPath, [fileURLToPath(import.meta.url), 'read', file], {
        encoding: 'utf8',
      });
      const { rows: found, seconds, megabytes } = JSON.parse(output);
      const size = statSync(file).size / 2 ** 20;
      print(`${kind}, ${found} rows, ${size.toFixed(0)} MiB: time`, seconds, 's');
      print(`${kind}, ${found} rows: greatest memory`, megabytes, 'MiB');
      rmSync(file);
    }
  } finally {
    if (existsSync(folder)) rmSync(folder, { recursive: true });
  }
}

function print(name, value, unit) {
  console.log(JSON.stringify({ name, value: Number(value.toPrecision(4)), unit }));
}
