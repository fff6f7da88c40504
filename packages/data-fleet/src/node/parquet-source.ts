import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { plainText } from '@amnl/core-loop';
import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync, parquetRead, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { fleetError } from '../errors.js';
import type { CellKind, Chunk, SourceColumn, TableSource } from '../table/source.js';
import { checkedChunk, checkFooter, checkGroups } from './parquet/check-file.js';

type SchemaNode = ReturnType<typeof parquetSchema>;

/** Instants in milliseconds, exact to a quarter of a microsecond; the library's own would be dates without fractions. */
const parsers = {
  timestampFromMilliseconds: (millis: bigint) => Number(millis),
  timestampFromMicroseconds: (micros: bigint) => Number(micros) / 1000,
  timestampFromNanoseconds: (nanos: bigint) => Number(nanos / 1000n) / 1000,
  dateFromDays: (days: number) => days * 86_400_000,
};

/** Opens a Parquet file; it is read row group by row group, one column after the other. Throws `DF_PARQUET_INVALID`. */
export async function openParquet(file: string, handle: FileHandle, size: number): Promise<TableSource> {
  const buffer = asyncBuffer(handle, size);
  const metadata = await sound(file, async () => {
    await checkFooter(buffer);
    const found = await parquetMetadataAsync(buffer, { geoparquet: false });
    checkGroups(found, size);
    return found;
  });
  const columns = await sound(file, async () => parquetSchema(metadata).children.map(columnOf));
  return {
    file,
    columns,
    chunks: () => rowGroups(file, buffer, metadata, columns),
    checksum: () => checksum(handle, size),
    close: () => handle.close(),
  };
}

async function* rowGroups(
  file: string,
  buffer: AsyncBuffer,
  metadata: FileMetaData,
  columns: readonly SourceColumn[],
): AsyncGenerator<Chunk> {
  let start = 0;
  for (const [group, { num_rows }] of metadata.row_groups.entries()) {
    const [rows, rowStart] = [Number(num_rows), start];
    start += rows;
    if (rows === 0) continue;
    const read = { metadata, compressors, parsers, rowStart, rowEnd: start };
    yield {
      rows,
      place: placeIn(group),
      column: async (index) => {
        const parts: ArrayLike<unknown>[] = [];
        const { name } = columns[index]!;
        const where = `${file}, row group ${group + 1}, column '${name}'`;
        await sound(where, async () => {
          const file = await checkedChunk(buffer, metadata, { group, name });
          await parquetRead({ ...read, file, columns: [name], onChunk: ({ columnData }) => parts.push(columnData) });
        });
        return parts;
      },
    };
  }
}

/** Of its own: places are kept to the end, and must not keep more. */
function placeIn(group: number): Chunk['place'] {
  return (row) => `row group ${group + 1}, row ${row + 1}`;
}

/** What the cells of a column are. */
function columnOf({ element, children }: SchemaNode): SourceColumn {
  const { name, type, converted_type: converted, logical_type: logical, repetition_type: repetition } = element;
  if (typeof name !== 'string') throw new Error('a column without a name');
  const other = (what: string): SourceColumn => ({ name, kind: 'other', type: what });
  if (children.length > 0)
    return other(converted === 'LIST' || converted === 'MAP' ? converted.toLowerCase() : 'records');
  if (repetition === 'REPEATED') return other('lists');
  const is = (kind: CellKind): SourceColumn => ({ name, kind, type: type ?? kind });
  if (type === 'BOOLEAN') return is('truth');
  const zone = zoneOf(element);
  if (zone !== undefined) return { ...is('instant'), zone };
  if (converted === 'DECIMAL' || logical?.type === 'FLOAT16') return is('number');
  if (
    type === 'BYTE_ARRAY' &&
    (converted === 'UTF8' || converted === 'ENUM' || logical?.type === 'STRING' || !converted)
  ) {
    return is('text');
  }
  if (converted?.startsWith('TIME') || logical?.type === 'TIME') return other('times of the day');
  if (type === 'BYTE_ARRAY' || type === 'FIXED_LEN_BYTE_ARRAY')
    return other(`bytes (${converted ?? logical?.type ?? type})`);
  return is('number');
}

/**
 * Zone of instants. The logical type says it. Older files have converted types alone, which are in UTC by the specification, or `INT96`, which
 * no specification defines: Spark writes it in UTC.
 */
function zoneOf({ type, converted_type: converted, logical_type: logical }: SchemaNode['element']) {
  if (logical?.type === 'TIMESTAMP') return logical.isAdjustedToUTC ? 'Z' : '';
  if (converted === 'DATE') return 'date';
  return type === 'INT96' || converted?.startsWith('TIMESTAMP') ? 'Z' : undefined;
}

function asyncBuffer(handle: FileHandle, size: number): AsyncBuffer {
  return {
    byteLength: size,
    async slice(start, end = size) {
      const bytes = new Uint8Array(Math.max(0, Math.min(end, size) - start));
      let at = 0;
      while (at < bytes.length) {
        const { bytesRead } = await handle.read(bytes, at, bytes.length - at, start + at);
        if (bytesRead === 0) throw new Error('the file ends early');
        at += bytesRead;
      }
      return bytes.buffer;
    },
  };
}

/** Whatever a damaged file makes the library throw becomes one error. */
async function sound<T>(where: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw fleetError(
      'DF_PARQUET_INVALID',
      `${plainText(where)} cannot be read as Parquet: ${plainText((cause as Error).message, 200)}. Is the file complete? Write it again`,
      cause,
    );
  }
}

async function checksum(handle: FileHandle, size: number): Promise<string> {
  const hash = createHash('sha256');
  const bytes = new Uint8Array(1 << 20);
  for (let at = 0; at < size; ) {
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, at);
    if (bytesRead === 0) break;
    hash.update(bytes.subarray(0, bytesRead));
    at += bytesRead;
  }
  return hash.digest('hex');
}
