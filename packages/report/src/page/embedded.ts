import type { RunData } from '../run-data.js';

/** What the file brings along. */
export interface Embedded {
  readonly mode: 'report' | 'live';
  readonly title?: string;
  readonly runs: readonly RunData[];
}

/** Reads the data that stand in the page. */
export function readEmbedded(): Embedded {
  return JSON.parse(document.getElementById('data')!.textContent!);
}
