import type { AskedConfig } from '../config/config.js';
import { type ConfigSource, resolveConfig } from '../config/resolve-config.js';
import { completed } from '../plan/define/plan-runs.js';
import type { Planned } from '../plan/plan.js';
import type { BenchmarkFile } from '../schemas/benchmark.js';
import { MOST_RUNS } from '../schemas/plan-line.js';
import { cliError } from '../terminal/errors.js';
import { expectedOneOf } from '../terminal/nearest-words.js';

/** The seeds of a benchmark that names none. */
const DEFAULT_SEEDS = [42, 123, 456, 789, 1024] as const;

/** What a benchmark is made of, with nothing left out. */
export type Benchmark = Required<BenchmarkFile>;

/** A run of a benchmark. */
export interface Cell {
  readonly variant: string;
  readonly subset: string;
  readonly seed: number;
}

/** Settings that a benchmark varies by itself, and those that make several runs of one. */
const VARIED = ['dataset', 'seed', 'folds', 'fold', 'testEveryEpoch'] as const;

/**
 * Fills in what a definition leaves out.
 * @param dataset the data, where it names no subsets
 * @throws CLI_BENCHMARK_INVALID
 */
export function wholeBenchmark(file: BenchmarkFile, dataset: string): Benchmark {
  const { settings = {}, subsets = [dataset], seeds = [...DEFAULT_SEEDS] } = file;
  const { variants = { [String(settings['preset'] ?? 'default')]: {} } } = file;
  const names = Object.keys(variants);
  const { baseline = names[0] ?? '', title = `Benchmark of ${names.join(', ')}` } = file;
  if (!names.includes(baseline))
    throw invalid(`baseline '${baseline}' is not a variant: ${expectedOneOf(baseline, names)}`);
  for (const [name, values] of [['settings', settings] as const, ...Object.entries(variants)]) {
    const varied = VARIED.find((setting) => Object.hasOwn(values, setting));
    if (varied === undefined) continue;
    const where = name === 'settings' ? "'settings'" : `variant '${name}'`;
    throw invalid(
      `${where} sets '${varied}', which a benchmark sets by itself. Give 'subsets' and 'seeds', and leave it out`,
    );
  }
  if (subsets.length > 1 && 'data' in settings)
    throw invalid("'data' is one data set, and there are several 'subsets'");
  return { title, subsets, seeds, settings, variants, baseline };
}

/** The runs in the order in which they are trained: whole seeds, so that one that is stopped has something of everything. */
export function cellsOf({ seeds, variants, subsets }: Benchmark): Cell[] {
  const names = Object.keys(variants);
  return seeds.flatMap((seed) => names.flatMap((variant) => subsets.map((subset) => ({ variant, subset, seed }))));
}

/**
 * The plan of a benchmark. Runs hold units out to choose their epoch, unless a variant says otherwise, and look at the test units after every epoch.
 * @param threads of a run that says nothing of them
 * @throws CLI_BENCHMARK_INVALID for runs that repeat each other, or too many; CLI_CONFIG_INVALID, CLI_PRESET_UNKNOWN
 */
export function planBenchmark(benchmark: Benchmark, threads: number): Planned[] {
  const cells = cellsOf(benchmark);
  if (cells.length > MOST_RUNS) throw invalid(`it would have ${cells.length} runs, more than ${MOST_RUNS}. Give fewer`);
  const names = cells.map(folderOf);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw invalid(`two runs would have the folder '${twice}'. Give each subset and seed once`);
  return cells.map((cell, i) => ({ name: names[i]!, config: configOf(benchmark, cell, threads) }));
}

/** The settings of one run. */
function configOf({ settings, variants }: Benchmark, { variant, subset, seed }: Cell, threads: number): AskedConfig {
  const sources: ConfigSource[] = [
    { from: 'the benchmark', values: { dataset: subset, seed } },
    { from: "'settings'", values: settings },
    { from: `variant '${variant}'`, values: variants[variant]! },
  ];
  const config = completed(resolveConfig(sources), threads);
  return config.selection === 'test' ? config : { ...config, testEveryEpoch: true };
}

function folderOf({ variant, subset, seed }: Cell): string {
  return `${variant}/${subset.replace(/[^\w+=-]+/g, '-')}/seed-${seed}`;
}

function invalid(message: string) {
  return cliError('CLI_BENCHMARK_INVALID', `the benchmark cannot be: ${message}`);
}
