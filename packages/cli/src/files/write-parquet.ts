import type { FileHandle } from 'node:fs/promises';
import { ByteWriter, type ColumnSource, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import { writeStream } from './write-parts.js';

/** A column of a Parquet file: what it is called and holds, and what a row has in it. */
export interface ParquetColumn<Row> {
  readonly name: string;
  readonly type: keyof typeof TYPES;
  /** Whether rows may have nothing in it. */
  readonly optional?: boolean;
  readonly cell: (row: Row) => string | number | bigint | boolean | null;
}

const timestamp = (isAdjustedToUTC: boolean) =>
  ({ type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC, unit: 'MICROS' } }) as const;

/** `instant` is a moment, `clock` what a clock shows in a zone that nobody knows: microseconds since 1970. */
const TYPES = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  double: { type: 'DOUBLE' },
  float: { type: 'FLOAT' },
  truth: { type: 'BOOLEAN' },
  instant: { ...timestamp(true), converted_type: 'TIMESTAMP_MICROS' }, // also for readers that do not know the newer name
  clock: timestamp(false),
} as const satisfies Record<string, Omit<SchemaElement, 'name'>>;

/** Rows of a row group: as many as are in memory together. */
const GROUP = 65_536;

/**
 * Writes a Parquet file as its rows come, whole or not at all, compressed with Snappy.
 * @throws CLI_WRITE_FAILED, and what `parts` throw
 */
export function writeParquet<Row>(
  path: string,
  columns: readonly ParquetColumn<Row>[],
  parts: AsyncIterable<readonly Row[]>,
): Promise<void> {
  return writeStream(path, async (file) => {
    const bytes = new ByteWriter();
    const writer = new ParquetWriter({ writer: bytes, schema: schemaOf(columns), createdBy: 'amnl' });
    let rows: Row[] = [];
    const flush = async () => {
      await writer.write({ columnData: columns.map((column) => dataOf(column, rows)), rowGroupSize: GROUP });
      await append(file, bytes);
      rows = [];
    };
    for await (const part of parts) {
      for (const row of part) {
        if (rows.push(row) === GROUP) await flush();
      }
    }
    if (rows.length > 0) await flush();
    await writer.finish();
    await append(file, bytes);
  });
}

function schemaOf<Row>(columns: readonly ParquetColumn<Row>[]): SchemaElement[] {
  const leaves = columns.map(({ name, type, optional = false }): SchemaElement => {
    return { name, ...TYPES[type], repetition_type: optional ? 'OPTIONAL' : 'REQUIRED' };
  });
  return [{ name: 'root', num_children: leaves.length }, ...leaves];
}

function dataOf<Row>({ name, cell }: ParquetColumn<Row>, rows: readonly Row[]): ColumnSource {
  return { name, data: rows.map(cell) };
}

/** Gives what was written to the file; offsets in the file go on. */
async function append(file: FileHandle, bytes: ByteWriter): Promise<void> {
  await file.appendFile(bytes.getBytes());
  bytes.index = 0;
}
