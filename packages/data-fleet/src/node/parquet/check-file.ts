import { type AsyncBuffer, type FileMetaData, parquetSchema } from 'hyparquet';
import { checkPages } from './check-pages.js';
import { ThriftReader } from './thrift.js';

/** Rows that a file may have whatever its size, and for each of its bytes: values that vary take a bit for a few rows at least. */
const [ROWS, ROWS_PER_BYTE] = [100_000, 64];

/** Checks the metadata at the end of a file before the decoder makes lists of the lengths in it. Throws an error. */
export async function checkFooter(file: AsyncBuffer): Promise<void> {
  const size = file.byteLength;
  if (size < 12) throw new Error('it ends early');
  const end = new DataView(await file.slice(size - 8, size));
  if (end.getUint32(4, true) === 0x45524150) throw new Error('it is encrypted');
  const length = end.getUint32(0, true);
  if (length > size - 12) throw new Error(`metadata of ${length} bytes in a file of ${size}`);
  new ThriftReader(new Uint8Array(await file.slice(size - 8 - length, size - 8))).struct();
}

/** Checks that a file has room for the row groups in its metadata. Throws an error. */
export function checkGroups({ row_groups: groups, num_rows: total }: FileMetaData, size: number): void {
  let rows = 0n;
  for (const { num_rows, columns } of groups) {
    if (num_rows < 0n) throw new Error(`a row group of ${num_rows} rows`);
    rows += num_rows;
    for (const { meta_data, file_path, crypto_metadata } of columns) {
      if (crypto_metadata !== undefined || !meta_data) throw new Error('it is encrypted');
      if (file_path) throw new Error('its columns are in other files');
      const [start, end] = range(meta_data);
      if (!(start >= 0 && end >= start && end <= size))
        throw new Error(`a column from byte ${start} to ${end} of ${size}`);
    }
  }
  if (rows !== total) throw new Error(`${total} rows, but ${rows} in its row groups`);
  if (rows > ROWS + ROWS_PER_BYTE * size) throw new Error(`${rows} rows in ${size} bytes`);
}

type ColumnMeta = NonNullable<FileMetaData['row_groups'][number]['columns'][number]['meta_data']>;

function range(meta: ColumnMeta): [number, number] {
  const start = Number(meta.dictionary_page_offset || meta.data_page_offset);
  return [start, start + Number(meta.total_compressed_size)];
}

/**
 * The file with one column of a row group in memory, whose pages are as they should be. Throws an error.
 * @param group its number, from 0
 */
export async function checkedChunk(
  file: AsyncBuffer,
  metadata: FileMetaData,
  { group, name }: { group: number; name: string },
): Promise<AsyncBuffer> {
  const { columns, num_rows } = metadata.row_groups[group]!;
  const chunks = columns.filter(({ meta_data }) => meta_data!.path_in_schema[0] === name);
  const meta = chunks[0]?.meta_data;
  const element = parquetSchema(metadata).children.find((child) => child.element.name === name)!.element;
  if (!meta || chunks.length > 1) throw new Error(`the row group has it ${chunks.length} times`);
  if (meta.type !== element.type) throw new Error(`it is ${element.type}, but ${meta.type} in the row group`);
  const [start, end] = range(meta);
  const bytes = await file.slice(start, end);
  checkPages(new Uint8Array(bytes), {
    type: meta.type,
    codec: meta.codec,
    optional: element.repetition_type !== 'REQUIRED',
    typeLength: element.type_length,
    rows: Number(num_rows),
  });
  return {
    byteLength: file.byteLength,
    slice: (from, to = file.byteLength) =>
      from >= start && to <= end ? bytes.slice(from - start, to - start) : file.slice(from, to),
  };
}
