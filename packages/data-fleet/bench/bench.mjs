// node bench/bench.mjs [rows] (after a build; default 10000000): one JSON line a figure. Reads a table of that many rows and 8
// channels as CSV and as Parquet into a fleet, each in a process of its own, whose greatest memory is its own.
import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fileWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';

const CHANNELS = Array.from({ length: 8 }, (_, i) => `channel_${i + 1}`);
const LIFE = 1000;
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

function reading(row, channel) {
  return Math.round(1e4 * Math.sin(row * 0.37 + channel)) / 100;
}

function writeCsv(file, rows) {
  const out = openSync(file, 'w');
  let text = `pump,hour,${CHANNELS.join(',')}\n`;
  for (let row = 0; row < rows; row++) {
    text += `P-${Math.floor(row / LIFE)},${row % LIFE},${CHANNELS.map((_, i) => reading(row, i)).join(',')}\n`;
    if (text.length < 1 << 20) continue;
    writeSync(out, text);
    text = '';
  }
  writeSync(out, text);
  closeSync(out);
}

function writeParquet(file, rows) {
  const columns = (from, to) => {
    const data = (make) => Array.from({ length: to - from }, (_, i) => make(from + i));
    return [
      { name: 'pump', type: 'STRING', data: data((row) => `P-${Math.floor(row / LIFE)}`) },
      { name: 'hour', type: 'INT32', data: data((row) => row % LIFE) },
      ...CHANNELS.map((name, i) => ({ name, type: 'DOUBLE', data: data((row) => reading(row, i)) })),
    ];
  };
  const writer = fileWriter(file);
  const parquet = new ParquetWriter({ writer, schema: schemaFromColumnData({ columnData: columns(0, 1) }) });
  const GROUP = 1_000_000; // as other programs write them
  for (let from = 0; from < rows; from += GROUP)
    void parquet.write({ columnData: columns(from, Math.min(rows, from + GROUP)), rowGroupSize: GROUP });
  void parquet.finish();
}
