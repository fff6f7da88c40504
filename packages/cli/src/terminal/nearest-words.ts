import { nearest } from '@amnl/core-loop';

/** No known name is longer; comparing letters takes time in proportion to the length. */
const LONGEST_NAME = 64;

/** The end of a message about an unknown name: the nearest known one, or all of them. */
export function nearestWords(name: string, known: readonly string[]): string {
  const hit = name.length > LONGEST_NAME ? undefined : nearest(name, known);
  return hit === undefined ? `Known: ${known.join(', ')}` : `The nearest one is '${hit}'`;
}
