/** Inverse of a symmetric positive definite matrix: Gauss-Jordan, whose pivots are then positive. */
export function inverse(matrix: readonly (readonly number[])[]): number[][] {
  const n = matrix.length;
  const rows = matrix.map((row, i) => Float64Array.from({ length: 2 * n }, (_, j) => row[j] ?? Number(j - n === i)));
  for (const [i, pivot] of rows.entries()) {
    const scale = pivot[i]!;
    for (let j = 0; j < 2 * n; j++) pivot[j]! /= scale;
    for (const [r, row] of rows.entries()) {
      if (r === i) continue;
      const factor = row[i]!;
      for (let j = 0; j < 2 * n; j++) row[j]! -= factor * pivot[j]!;
    }
  }
  return rows.map((row) => Array.from(row.subarray(n)));
}
