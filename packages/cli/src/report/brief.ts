/** Digits that nobody sees are left away. */
export function brief(value: number): number {
  return Number(value.toPrecision(5));
}
