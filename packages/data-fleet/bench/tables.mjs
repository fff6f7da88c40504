// Tables of pumps that all failed after 1000 hours: a column with the pump, the hour, and 8 measurements.
import { closeSync, openSync, writeSync } from 'node:fs';
import { fileWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';

const CHANNELS = Array.from({ length: 8 }, (_, i) => `channel_${i + 1}`);
const LIFE = 1000;

/** A measurement: noise, and a rise or fall towards the failure. */
function reading(row, channel) {
  const wear = Math.exp(((row % LIFE) - LIFE) / 200);
  return Math.round(1e4 * Math.sin(row * 0.37 + channel) + 1e3 * wear * (channel % 2 === 0 ? 1 : -2)) / 100;
}

export function writeCsv(file, rows) {
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

export function writeParquet(file, rows) {
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
