import { type EpochOrder, permutation } from '@amnl/core-loop';

/** How rows are shuffled that do not fit into memory: by whole blocks, and then within groups of them. */
export interface BlockPlan {
  readonly rows: number;
  /** Rows in a block, which is read at once; the last one may have fewer. */
  readonly blockRows: number;
  /** Blocks in a group. Two groups are in memory. */
  readonly buffer: number;
  readonly shuffle: boolean;
}

/** Blocks that are in memory together. */
export interface Group {
  /** Number of the group within its epoch. */
  readonly index: number;
  /** Their first rows, in the order in which they lie in memory. */
  readonly blocks: readonly { readonly first: number; readonly rows: number }[];
  readonly rows: number;
}

/** The groups of an epoch: the blocks in the order that seed and epoch fix, `buffer` at a time. */
export function groupsOf({ rows, blockRows, buffer, shuffle }: BlockPlan, { seed, epoch }: EpochOrder): Group[] {
  const count = Math.ceil(rows / blockRows);
  const order = shuffle ? permutation(count, seed, 'blocks', epoch) : Int32Array.from({ length: count }, (_, i) => i);
  return Array.from({ length: Math.ceil(count / buffer) }, (_, index) => {
    const blocks = Array.from(order.subarray(index * buffer, (index + 1) * buffer), (block) => ({
      first: block * blockRows,
      rows: Math.min(blockRows, rows - block * blockRows),
    }));
    return { index, blocks, rows: blocks.reduce((sum, block) => sum + block.rows, 0) };
  });
}

/** The order in which the rows of a group are given, as places in memory. @param groups of the epoch */
export function rowsOf(group: Group, groups: number, { shuffle }: BlockPlan, { seed, epoch }: EpochOrder): Int32Array {
  return shuffle
    ? permutation(group.rows, seed, 'rows', epoch * groups + group.index)
    : Int32Array.from({ length: group.rows }, (_, i) => i);
}
