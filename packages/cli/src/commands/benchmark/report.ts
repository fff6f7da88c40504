import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { renderBenchmark } from '@amnl/report';
import { BENCHMARK_FILES, readBenchmark, type StoredBenchmark } from '../../benchmark/benchmark-folder.js';
import { linedJson } from '../../benchmark/benchmark-text.js';
import { buildBenchmark, type PlannedResult } from '../../benchmark/build.js';
import { otherResults, otherVariant, readOtherRuns } from '../../benchmark/other-runs.js';
import { runResult } from '../../benchmark/run-result.js';
import { writeText } from '../../files/write-file.js';
import { type Standing, standingOf } from '../../plan/standing.js';
import type { BenchmarkResults, OtherRuns } from '../../schemas/benchmark.js';
import { countsCycles, dataFacts } from '../../schemas/data-facts.js';
import { command } from '../../terminal/command-name.js';
import { cliError } from '../../terminal/errors.js';
import { shellWord } from '../../terminal/shell-word.js';
import { inform, notice, printJson } from '../../terminal/terminal.js';
import { predictedCoreHours } from './predict-hours.js';
import { printBenchmark } from './print.js';

/** Flags of `amnl benchmark report`. */
export interface ReportFlags {
  readonly json?: boolean;
  /** Files with results of other programs. */
  readonly also?: readonly string[];
}

/** `amnl benchmark report DIR`: the figures of all runs that are done, as `results.json` and a page. */
export async function reportBenchmark(place: string, { json = false, also = [] }: ReportFlags): Promise<void> {
  const stored = await readBenchmark(place);
  const others = await Promise.all(also.map(readOtherRuns));
  const results = await resultsOf(stored, others);
  const path = (file: string) => join(stored.folder, file);
  await writeText(path(BENCHMARK_FILES.results), linedJson(results));
  await writeText(path(BENCHMARK_FILES.page), await renderBenchmark(results));
  printBenchmark(results);
  if (!results.complete) {
    notice(
      `${results.missing.length} of ${stored.cells.length} runs are not done, and all figures are provisional. Go on with ${command(`benchmark run ${shellWord(place)}`)}`,
    );
  }
  inform(`Results are in ${path(BENCHMARK_FILES.results)}`);
  inform(`Look at them in a browser: ${pathToFileURL(path(BENCHMARK_FILES.page)).href}`);
  if (json) await printJson(results);
}

/** The content of `results.json`. @throws CLI_BENCHMARK_INVALID where no run is done, or runs cannot be compared; as `standingOf` */
export async function resultsOf(
  { folder, benchmark, cells }: StoredBenchmark,
  others: readonly OtherRuns[] = [],
): Promise<BenchmarkResults> {
  const planned: PlannedResult[] = [];
  let first: Standing['record'];
  for (const { cell, run } of cells) {
    const { state, record, metrics, history } = await standingOf(run);
    const { name, config } = run;
    const common = { ...cell, name, folder: run.folder, threads: config.threads ?? 1 };
    if (state !== 'done' || !record || !metrics) {
      planned.push(common);
      continue;
    }
    first ??= record;
    const { node = '', platform = '', processors } = record;
    const machine = `${platform}, Node ${node}, ${processors ?? '?'} processors`;
    const result = runResult({ folder: run.folder, metrics, history, rulCap: record.config.rulCap });
    planned.push({ ...common, result, machine });
  }
  if (first === undefined) {
    throw cliError(
      'CLI_BENCHMARK_INVALID',
      `none of the ${cells.length} runs in ${folder} is done. Train them with ${command(`benchmark run ${shellWord(folder)}`)}`,
    );
  }
  const { timeUnit, noun } = dataFacts(first.data, first.config.dataset);
  const { title, baseline, variants } = benchmark;
  const twice = others.find(
    ({ variant }, i) => variant in variants || others.findIndex((one) => one.variant === variant) < i,
  );
  if (twice !== undefined) {
    throw cliError(
      'CLI_BENCHMARK_INVALID',
      `--also brings a variant '${twice.variant}', which is there already. Name it otherwise`,
    );
  }
  const built = buildBenchmark(
    {
      title,
      baseline,
      simulated: first.simulated,
      timeUnit,
      unitNoun: noun,
      nasaScore: countsCycles(timeUnit),
      variants: [
        ...Object.entries(variants).map(([name, settings]) => {
          const { epochs, selection } = cells.find(({ cell }) => cell.variant === name)!.run.config;
          return { name, settings: asTexts(settings), epochs, selection };
        }),
        ...others.map(otherVariant),
      ],
    },
    [...planned, ...others.flatMap(otherResults)],
  );
  const predicted = await predictedCoreHours(folder);
  const cost = { ...built.cost, ...(predicted !== undefined && { predicted: Number(predicted.toPrecision(6)) }) };
  return { format: 'amnl-benchmark-results', version: 1, ...built, cost } as BenchmarkResults;
}

function asTexts(settings: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}
