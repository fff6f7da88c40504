import { nearest } from '@amnl/core-loop';

/** The end of a message about an unknown name: the nearest known one, or all of them. */
export function nearestWords(name: string, known: readonly string[]): string {
  const hit = nearest(name, known);
  return hit === undefined ? `Known: ${known.join(', ')}` : `The nearest one is '${hit}'`;
}
