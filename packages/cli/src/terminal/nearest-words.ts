import { nearest } from '@amnl/core-loop';

/** No known name is longer; comparing letters takes time in proportion to the length. */
const LONGEST_NAME = 64;

/** The end of a message about an unknown name: the nearest known one, or all of them. */
export function nearestWords(name: string, known: readonly string[]): string {
  return didYouMean(name, known) ?? `Expected one of ${known.join(', ')}`;
}

/** The end of a message about a value that is none of a few choices: all of them, and the nearest one. */
export function expectedOneOf(value: string, choices: readonly string[]): string {
  return [`expected one of ${choices.join(', ')}`, didYouMean(value, choices)].filter(Boolean).join('. ');
}

function didYouMean(name: string, known: readonly string[]): string | undefined {
  const hit = name.length > LONGEST_NAME ? undefined : nearest(name, known);
  return hit === undefined ? undefined : `Did you mean '${hit}'?`;
}
