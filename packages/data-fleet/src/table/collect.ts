import { plainText } from '@amnl/core-loop';
import { fleetError } from '../errors.js';
import { CellFault } from './cell-fault.js';
import { defaultChannels, type Layout, layoutOf, type WantedColumns } from './choose-columns.js';
import { GrowingColumn } from './column.js';
import { channelCell, isMissing } from './number-cell.js';
import { Places } from './places.js';
import type { Chunk, TableSource } from './source.js';
import type { TimeReader } from './time-cell.js';
import { truthCell } from './truth-cell.js';

/** All rows of some tables, in the order of the files, column by column. */
export interface CollectedRows {
  readonly channels: readonly string[];
  /** Names of the units, in the order in which they came. */
  readonly units: readonly string[];
  /** Index in `units` of each row. */
  readonly unit: GrowingColumn;
  /** Numbers, or milliseconds since 1970. */
  readonly time: GrowingColumn;
  readonly times: TimeReader;
  /** A column for each channel; missing values are NaN. */
  readonly values: readonly GrowingColumn[];
  /** 1 where the row says that its unit failed. */
  readonly failed: GrowingColumn | undefined;
  readonly places: Places;
  readonly notices: readonly string[];
  /** Names of the columns of all files. */
  readonly columns: readonly string[];
}

/** Most rows: indices of rows are 32-bit numbers. */
const MAX_ROWS = 2 ** 31 - 1;

/**
 * Reads tables to their ends. Throws for a cell that cannot be what its column should hold, with file, place and column.
 */
export async function collectRows(
  sources: AsyncIterable<TableSource>,
  wanted: WantedColumns,
  times: TimeReader,
): Promise<CollectedRows> {
  const rows = new Collector(wanted, times);
  for await (const source of sources) await rows.add(source);
  return rows.finish();
}

class Collector {
  readonly #wanted: WantedColumns;
  /** Of units by their names as the tables have them; those that people see are in `#units`. */
  readonly #indices = new Map<string, number>();
  readonly #units: string[] = [];
  readonly #notices: string[] = [];
  readonly #unit = new GrowingColumn(Int32Array);
  readonly #time = new GrowingColumn(Float64Array);
  readonly #failed: GrowingColumn | undefined;
  readonly #places = new Places();
  readonly #times: TimeReader;
  readonly #columns = new Set<string>();
  #channels: readonly string[] | undefined;
  #first: Pick<TableSource, 'file' | 'columns'> | undefined;
  #values: GrowingColumn[] = [];
  #unsaid = 0;

  constructor(wanted: WantedColumns, times: TimeReader) {
    this.#wanted = wanted;
    this.#times = times;
    this.#failed = wanted.failed === undefined ? undefined : new GrowingColumn(Uint8Array);
  }

  async add(source: TableSource): Promise<void> {
    for (const { name } of source.columns) this.#columns.add(name);
    let layout: Layout | undefined;
    for await (const chunk of source.chunks()) {
      layout ??= await this.#layout(source, chunk);
      this.#places.add(this.#unit.length, source.file, chunk.place);
      await this.#read(source, layout, chunk);
      if (this.#unit.length > MAX_ROWS) throw fleetError('DF_TABLE_TOO_LONG', `more than ${MAX_ROWS} rows`);
    }
    if (!layout) layoutOf(source, this.#wanted, this.#channels ?? this.#wanted.channels ?? []);
  }

  finish(): CollectedRows {
    if (this.#unsaid > 0) {
      const cells = `${this.#unsaid} of ${this.#unit.length} cells of '${this.#wanted.failed}' are empty`;
      this.#notices.push(`${cells}. An empty one says that the unit has not failed`);
    }
    return {
      channels: this.#channels ?? [],
      units: this.#units,
      unit: this.#unit,
      time: this.#time,
      times: this.#times,
      values: this.#values,
      failed: this.#failed,
      places: this.#places,
      notices: this.#notices,
      columns: [...this.#columns],
    };
  }

  /** The first file with rows says which columns are channels. */
  async #layout(source: TableSource, first: Chunk): Promise<Layout> {
    const { channels } = this.#wanted;
    const layout = layoutOf(source, this.#wanted, this.#channels ?? channels ?? []);
    if (this.#channels) {
      if (channels === undefined) await this.#refuseMore(source, first);
      return layout;
    }
    if (channels) this.#channels = channels;
    else {
      const found = await defaultChannels(source, this.#wanted, first);
      this.#channels = found.channels;
      if (found.leftOut.length > 0) this.#notices.push(`Columns that are not channels: ${found.leftOut.join(', ')}`);
    }
    this.#values = this.#channels.map(() => new GrowingColumn(Float32Array));
    this.#first = { file: source.file, columns: source.columns }; // alone: a source keeps the text that it read last
    return layoutOf(source, this.#wanted, this.#channels);
  }

  /** Measurements that the first file lacks would get lost quietly, and only in this order of the files. */
  async #refuseMore(source: TableSource, first: Chunk): Promise<void> {
    const known = this.#first!.columns.map(({ name }) => name);
    const { channels } = await defaultChannels(source, this.#wanted, first);
    const more = channels.find((name) => !known.includes(name));
    if (more === undefined) return;
    throw fleetError(
      'DF_COLUMN_UNKNOWN',
      `${source.file} has a column '${more}', which ${this.#first!.file} lacks. Name the channels, or ignore this one`,
    );
  }

  async #read(source: TableSource, layout: Layout, chunk: Chunk): Promise<void> {
    const each = async (index: number, read: (cell: unknown) => void) => {
      let row = 0;
      try {
        for (const part of await chunk.column(index)) {
          for (let i = 0; i < part.length; i++, row++) read(part[i]);
        }
      } catch (fault) {
        if (!(fault instanceof CellFault)) throw fault;
        const { name } = source.columns[index]!;
        throw fleetError(fault.code, `${source.file}, ${chunk.place(row)}, column '${name}': ${fault.message}`);
      }
      if (row === chunk.rows) return;
      throw fleetError('DF_PARQUET_INVALID', `${source.file}: a column has ${row} rows instead of ${chunk.rows}`);
    };
    const { zone } = source.columns[layout.time]!;
    await each(layout.unit, (cell) => this.#unit.push(this.#unitOf(cell)));
    await each(layout.time, (cell) => this.#time.push(this.#times.read(cell, zone)));
    if (layout.failed !== undefined) await each(layout.failed, (cell) => this.#failed!.push(this.#failedOf(cell)));
    for (const [i, index] of layout.channels.entries()) {
      const column = this.#values[i]!;
      await each(index, (cell) => column.push(channelCell(cell)));
    }
  }

  #failedOf(cell: unknown): 0 | 1 {
    if (isMissing(cell)) this.#unsaid++;
    return truthCell(cell);
  }

  #unitOf(cell: unknown): number {
    const found = this.#indices.get(cell as string);
    if (found !== undefined) return found;
    const name = trimmed(cell);
    const known = this.#indices.get(name);
    if (known !== undefined) return known;
    this.#indices.set(name, this.#units.length);
    return this.#units.push(shownName(name)) - 1;
  }
}

/** A unit's name as a table has it, without white space around it. Different ones stay different. */
export function unitName(cell: unknown): string {
  return shownName(trimmed(cell));
}

/**
 * Control characters are written as JSON does, such as `\u0001`. Where a name has that in letters, its backslash is written so, too: `\u005cu0001`.
 */
function shownName(name: string): string {
  return plainText(
    name.replace(/\\u[0-9a-f]{4}/g, (letters) => {
      const meant = String.fromCharCode(Number.parseInt(letters.slice(2), 16));
      return meant === '\\' || plainText(meant) !== meant ? `\\u005c${letters.slice(1)}` : letters;
    }),
  );
}

function trimmed(cell: unknown): string {
  const name = String(cell).trim();
  if (isMissing(cell) || typeof cell === 'object') {
    throw new CellFault('DF_CELL_EMPTY', 'the name of the unit is missing. Give every row one');
  }
  // A copy: a piece of a file's text would keep all of that text in memory.
  return ` ${name}`.slice(1);
}
