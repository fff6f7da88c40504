import type { BenchmarkData } from '../benchmark-data.js';
import type { RunData } from '../run-data.js';

/** What the file brings along. */
export type Embedded = EmbeddedRuns | { readonly mode: 'benchmark'; readonly benchmark: BenchmarkData };

interface EmbeddedRuns {
  readonly mode: 'report' | 'live';
  readonly title?: string;
  readonly runs: readonly RunData[];
}

/** Reads the data that stand in the page. */
export function readEmbedded(): Embedded {
  return JSON.parse(document.getElementById('data')!.textContent!);
}
