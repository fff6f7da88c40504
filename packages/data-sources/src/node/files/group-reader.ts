import type { FileHandle } from 'node:fs/promises';
import type { EpochOrder } from '@amnl/core-loop';
import { type ArrayFile, checkUnchanged, openAgain, readRows } from './array-file.js';
import { type BlockPlan, type Group, rowsOf } from './block-order.js';

/** A group in memory. */
export interface Loaded {
  /** The bytes of its rows, file by file. */
  readonly bytes: readonly Uint8Array[];
  /** Places of the rows, in the order in which they are given. */
  readonly order: Int32Array;
}

/**
 * The groups of one epoch from group `first` on, the next one read while one is in use, in two stretches of memory in turn. What
 * was given before is overwritten.
 */
export async function* readGroups(
  files: readonly ArrayFile[],
  plan: BlockPlan,
  order: EpochOrder,
  groups: readonly Group[],
  first: number,
): AsyncGenerator<Loaded> {
  const most = Math.max(...groups.map(({ rows }) => rows));
  const slots = [0, 1].map(() => files.map(({ rowBytes }) => new Uint8Array(most * rowBytes)));
  const handles: FileHandle[] = [];
  let next: Promise<Loaded> | undefined;
  try {
    for (const file of files) handles.push(await openAgain(file));
    const load = (index: number): Promise<Loaded> => {
      const loading = read(groups[index]!, slots[index % 2]!);
      loading.catch(() => {}); // reported to the one who awaits it
      return loading;
    };
    const read = async (group: Group, into: readonly Uint8Array[]): Promise<Loaded> => {
      await Promise.all(
        files.flatMap((file, f) => {
          let at = 0;
          return group.blocks.map((block) => {
            const begin = at;
            at += block.rows;
            const place = into[f]!.subarray(begin * file.rowBytes, at * file.rowBytes);
            return readRows(file, handles[f]!, block.first, place);
          });
        }),
      );
      await Promise.all(files.map((file, f) => checkUnchanged(file, handles[f]!)));
      return { bytes: into, order: rowsOf(group, groups.length, plan, order) };
    };
    next = load(first);
    for (let index = first; index < groups.length; index++) {
      const loaded: Loaded = await next!;
      next = index + 1 < groups.length ? load(index + 1) : undefined;
      yield loaded;
    }
  } finally {
    await next?.catch(() => {}); // no read may outlive the memory or the file
    for (const handle of handles) await handle.close();
  }
}

/** Where row number `row` of an epoch lies. */
export function placeOf(row: number, groups: readonly Group[]): { readonly group: number; readonly at: number } {
  let before = 0;
  for (const { index, rows } of groups) {
    if (row < before + rows) return { group: index, at: row - before };
    before += rows;
  }
  return { group: groups.length, at: 0 };
}
