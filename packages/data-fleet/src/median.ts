/** Median of numbers, of an even count the mean of the middle two; NaN of none. They are sorted in place. */
export function median(numbers: number[]): number {
  numbers.sort((a, b) => a - b);
  return (numbers[(numbers.length - 1) >> 1]! + numbers[numbers.length >> 1]!) / 2;
}
