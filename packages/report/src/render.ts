import { readFile } from 'node:fs/promises';
import { knownOptions } from '@amnl/core-loop';
import type { BenchmarkData } from './benchmark-data.js';
import { reportError } from './errors.js';
import { htmlDocument } from './render-html.js';
import type { RunData } from './run-data.js';
import { thinnedRuns } from './thinned-results.js';

/** Options of {@link renderReport} and {@link renderLivePage}. */
export interface RenderOptions {
  /** The heading; by default the run's title, or that several are compared. */
  readonly title?: string;
}

/**
 * A report as one HTML file: it needs no network and no other file. Of a large fleet it shows some units, and of long histories some rows:
 * what can be drawn, and says so. A page of one run is then about 1.4 MB.
 * @param runs one for a report, several for a comparison; their names must differ
 * @throws RP_RUNS_INVALID
 */
export async function renderReport(runs: readonly RunData[], options: RenderOptions = {}): Promise<string> {
  knownOptions('renderReport', options, ['title']);
  const { title } = options;
  if (runs.length === 0) throw reportError('RP_RUNS_INVALID', 'there is no run to report on. Give at least one');
  const names = new Set(runs.map(({ name }) => name));
  if (names.size < runs.length) {
    const found = runs.map(({ name }) => name).join(', ');
    throw reportError('RP_RUNS_INVALID', `runs of one page have the names ${found}. Give each its own name`);
  }
  return htmlDocument({
    ...(await pageAssets()),
    title: title ?? (runs.length === 1 ? runs[0]!.title : `Comparison of ${runs.length} runs`),
    data: { mode: 'report', ...(title !== undefined && { title }), runs: thinnedRuns(runs) },
    connects: false,
  });
}

/** The page that follows a run while it trains. It holds no data, but listens at `events`, relative to its own address. */
export async function renderLivePage(options: RenderOptions = {}): Promise<string> {
  knownOptions('renderLivePage', options, ['title']);
  const { title } = options;
  return htmlDocument({
    ...(await pageAssets()),
    title: title ?? 'Reading the run',
    data: { mode: 'live', ...(title !== undefined && { title }), runs: [] },
    connects: true,
  });
}

/** The page of a benchmark as one HTML file. */
export async function renderBenchmark(data: BenchmarkData): Promise<string> {
  return htmlDocument({
    ...(await pageAssets()),
    title: data.title,
    data: { mode: 'benchmark', benchmark: data },
    connects: false,
  });
}

async function pageAssets(): Promise<{ script: string; style: string }> {
  // From src/ as from dist/, the bundle lies in the package's dist/.
  const read = (file: string): Promise<string> => readFile(new URL(`../dist/${file}`, import.meta.url), 'utf8');
  const [script, style] = await Promise.all([read('page.js'), read('page.css')]);
  return { script, style };
}
