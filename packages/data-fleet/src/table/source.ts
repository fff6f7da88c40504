/**
 * What a column's cells are: `text` as in a CSV, where every cell is text; or what a Parquet file declares. Cells of an
 * `instant` are milliseconds since 1970 (with fractions), those of `other` (lists, records, bytes) cannot be used.
 */
export type CellKind = 'text' | 'number' | 'truth' | 'instant' | 'other';

/** Zone of cells that are instants already. */
export type InstantZone = 'Z' | '' | 'date';

/** A column of a table. */
export interface SourceColumn {
  readonly name: string;
  readonly kind: CellKind;
  /** For messages: what the file calls the type, e.g. `list of DOUBLE`. */
  readonly type?: string;
  /** Of instants: `Z`, `''` for what a clock showed in a zone that nobody names, `date` for days. */
  readonly zone?: InstantZone;
}

/** Some consecutive rows of a table. */
export interface Chunk {
  readonly rows: number;
  /** All cells of the column with this index, in one or more consecutive parts. */
  column(index: number): Promise<readonly ArrayLike<unknown>[]>;
  /** Where a row (0-based, in this chunk) stands in its file: `line 12`, `row group 2, row 5`. Holds no cells. */
  readonly place: (row: number) => string;
}

/** A table, read from its start to its end once. Every format becomes one of these; everything after it exists once. */
export interface TableSource {
  /** Path, for messages. */
  readonly file: string;
  readonly columns: readonly SourceColumn[];
  chunks(): AsyncIterable<Chunk>;
  /** sha256 of the file (hex); to be asked for after the last chunk. */
  checksum(): Promise<string>;
  close(): Promise<void>;
}
