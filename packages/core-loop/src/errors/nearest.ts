/** Levenshtein distance, one row at a time; two letters that changed places count once. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  let above: number[] = [];
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitute = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? above[j - 2]! + 1 : substitute;
      next.push(Math.min(substitute, swapped, row[j]! + 1, next[j - 1]! + 1));
    }
    [above, row] = [row, next];
  }
  return row[b.length]!;
}

/** Longer names are not typed by people, and the distance of two takes their product of steps. */
const LONGEST = 200;

/**
 * The known name nearest to a mistyped one, or undefined if none is near (more than a third of the letters differ), or it is longer than 200 letters.
 * For messages of the form “did you mean …?”.
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (name.length > LONGEST) return undefined;
  const typed = name.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const other = candidate.toLowerCase();
    if (Math.abs(other.length - typed.length) >= bestDistance) continue; // as many letters differ at least
    const d = distance(typed, other);
    if (d < bestDistance) [best, bestDistance] = [candidate, d];
  }
  return best;
}

/** `' Did you mean …?'` or an empty string. */
export function didYouMean(name: string, known: readonly string[]): string {
  const hit = nearest(name, known);
  return hit === undefined ? '' : ` Did you mean '${hit}'?`;
}
