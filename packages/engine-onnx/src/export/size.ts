/** A size that is `slope` · batch + `offset`. */
interface BatchSize {
  readonly slope: number;
  readonly offset: number;
}

/** A size: the same in every batch, or growing with it. */
export type Size = number | BatchSize;

/** Two batch sizes. */
export type Batches = readonly [number, number];

/** The size behind what it was at two batch sizes; undefined if there is none. */
export function sizeOf([b1, b2]: Batches, first: number, second: number): Size | undefined {
  if (first === second) return first;
  const slope = (second - first) / (b2 - b1);
  return Number.isInteger(slope) ? { slope, offset: first - slope * b1 } : undefined;
}

/** Whether a size is that of the batch. */
export function isBatch(size: Size): boolean {
  return typeof size !== 'number' && size.slope === 1 && size.offset === 0;
}

/** For people: `4`, `batch`, `3 * batch + 1`. */
export function sizeInWords(size: Size): string {
  if (typeof size === 'number') return String(size);
  const { slope, offset } = size;
  const factor = slope === 1 ? 'batch' : `${slope} * batch`;
  return offset === 0 ? factor : `${factor} ${offset < 0 ? '-' : '+'} ${Math.abs(offset)}`;
}
