/** A number with its noun, for messages: `1 epoch`, `3 epochs`, `2 batches` with `batches` as `many`. */
export function numberOf(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}
