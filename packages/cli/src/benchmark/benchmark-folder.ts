import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { MAX_TEXT_BYTES, readText } from '../files/read-text.js';
import { writeJson } from '../files/write-file.js';
import type { Plan, PlannedRun } from '../plan/plan.js';
import { planIn } from '../plan/read-plan.js';
import { writePlan } from '../plan/write-plan.js';
import { type BenchmarkFile, benchmarkSchema } from '../schemas/benchmark.js';
import { readJson } from '../schemas/lines.js';
import { cliError } from '../terminal/errors.js';
import { reasonOf } from '../terminal/system-reason.js';
import { type Benchmark, type Cell, cellsOf, planBenchmark, wholeBenchmark } from './definition.js';

/** Names of the files of a benchmark's folder, next to those of its plan and the folders of its runs. */
export const BENCHMARK_FILES = {
  definition: 'benchmark.json',
  predicted: 'predicted.json',
  results: 'results.json',
  page: 'benchmark.html',
} as const;

/** A benchmark with its plan. */
export interface StoredBenchmark {
  readonly folder: string;
  readonly benchmark: Benchmark;
  readonly plan: Plan;
  /** Run `i` of the plan trains cell `i`. */
  readonly cells: readonly { readonly cell: Cell; readonly run: PlannedRun }[];
}

/** Reads what a benchmark is made of, strictly. @throws CLI_BENCHMARK_INVALID */
export async function readDefinition(path: string): Promise<BenchmarkFile> {
  const text = await readText(path, MAX_TEXT_BYTES).catch((error: unknown) => {
    throw invalid(
      `cannot read ${path}: ${reasonOf(error)}. Give a JSON file, or a folder made by 'amnl benchmark define'`,
      error,
    );
  });
  const read = readJson(text, benchmarkSchema);
  if (read.ok) return read.value;
  throw invalid(`${path} ${read.why()}. docs/benchmark.md says what it may have`);
}

/** Writes the plan of a benchmark and what it is made of; a folder that has the same already stays as it is. @throws as `writePlan` */
export async function writeBenchmark(place: string, benchmark: Benchmark, threads: number): Promise<StoredBenchmark> {
  await writePlan(place, planBenchmark(benchmark, threads));
  await writeJson(join(resolve(place), BENCHMARK_FILES.definition), benchmark);
  return readBenchmark(place);
}

/** Reads the benchmark in a folder. @throws CLI_BENCHMARK_INVALID, and as `readPlan` */
export async function readBenchmark(place: string): Promise<StoredBenchmark> {
  const folder = resolve(place);
  const path = join(folder, BENCHMARK_FILES.definition);
  const file = await readDefinition(path);
  const benchmark = wholeBenchmark(file, '');
  const plan = await planIn(folder);
  const cells = cellsOf(benchmark);
  const planned = plan.runs.map(({ name, config: { seed, dataset } }) => ({ name, seed, dataset }));
  const expected = planBenchmark(benchmark, 1).map(({ name, config: { seed, dataset } }) => ({ name, seed, dataset }));
  if (!isDeepStrictEqual(planned, expected)) {
    throw invalid(`${path} and ${plan.path} do not go together. Restore them, or define the benchmark again`);
  }
  return { folder, benchmark, plan, cells: cells.map((cell, i) => ({ cell, run: plan.runs[i]! })) };
}

function invalid(message: string, cause?: unknown) {
  return cliError('CLI_BENCHMARK_INVALID', message, cause);
}
