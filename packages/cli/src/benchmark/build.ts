import type { BenchmarkData, BenchmarkRun, BenchmarkVariant, PairedResult, VariantResult } from '@amnl/report';
import { cliError } from '../terminal/errors.js';
import { figuresOfMean } from './of-mean.js';
import { BOOTSTRAP, drawUnits, pairedFigure, type Resampled, resample } from './paired-bootstrap.js';
import type { RunResult } from './run-result.js';
import { sumUp } from './sum-up.js';

/** A run of the plan of a benchmark. */
export interface PlannedResult {
  readonly name: string;
  readonly folder: string;
  readonly variant: string;
  readonly subset: string;
  readonly seed: number;
  readonly threads: number;
  /** Of a run that is done. */
  readonly result?: RunResult;
  /** Where it was trained; of a run that is done. */
  readonly machine?: string;
}

/** What is known of a benchmark without its figures. */
export type AboutBenchmark = Pick<
  BenchmarkData,
  'title' | 'baseline' | 'simulated' | 'timeUnit' | 'unitNoun' | 'nasaScore'
> & {
  readonly variants: readonly Omit<BenchmarkVariant, 'parameters'>[];
};

type Done = PlannedResult & { readonly result: RunResult };

/** Everything that page and JSON of a benchmark have, from the runs of its plan. @throws CLI_BENCHMARK_INVALID for runs with other test units, or another cap */
export function buildBenchmark(about: AboutBenchmark, planned: readonly PlannedResult[]): BenchmarkData {
  const done = planned.filter((run): run is Done => run.result !== undefined);
  const missing = planned.filter(({ result }) => result === undefined).map(({ name }) => name);
  const subsets = distinct(planned.map(({ subset }) => subset));
  const cells = about.variants.flatMap(({ name: variant }) => subsets.map((subset) => ({ variant, subset })));
  const of = <T extends PlannedResult>(runs: readonly T[], { variant, subset }: { variant: string; subset: string }) =>
    runs.filter((run) => run.variant === variant && run.subset === subset);
  const variants = about.variants.map((variant) => {
    const parameters = done.find((run) => run.variant === variant.name)?.result.parameters;
    return { ...variant, ...(parameters !== undefined && { parameters }) };
  });
  return rounded({
    ...about,
    complete: missing.length === 0,
    missing,
    seeds: distinct(planned.map(({ seed }) => seed)),
    subsets: subsets.map((name) => ({ name, ...unitsOf(done.filter(({ subset }) => subset === name)) })),
    variants,
    runs: done.map(runOf),
    results: cells.flatMap((cell): VariantResult[] => {
      const all = of(planned, cell);
      const runs = of(done, cell);
      if (runs.length === 0) return [];
      const found = runs.map(({ result }) => result);
      const ensemble = figuresOfMean(found);
      const counts = { done: runs.length, planned: all.length };
      return [{ ...cell, ...counts, ...sumUp(found), ...(ensemble && { ensemble }) }];
    }),
    paired: subsets.flatMap((subset) => pairedIn(subset, about, done)),
    bootstrap: BOOTSTRAP,
    cost: {
      runs: done.map(({ result: { hours }, threads, machine = 'unknown' }) => ({ hours, threads, machine })),
      variants: Object.fromEntries(
        about.variants.map(({ name }) => [name, coreHours(done.filter(({ variant }) => variant === name))]),
      ),
      coreHours: coreHours(done),
    },
  });
}

function runOf({ variant, subset, seed, result }: Done): BenchmarkRun {
  const { epochs, final, choices, curves, predicted } = result;
  return { variant, subset, seed, epochs, final, choices, curves, predicted };
}

/** The test units of a subset, which all its runs must share: their errors are compared one by one. */
function unitsOf(runs: readonly Done[]): { readonly units: readonly string[]; readonly truths: readonly number[] } {
  const [first, ...others] = runs;
  if (first === undefined) return { units: [], truths: [] };
  const { units, truths } = first.result;
  const same = (a: readonly unknown[], b: readonly unknown[]) =>
    a.length === b.length && a.every((one, i) => one === b[i]);
  const other = others.find(({ result }) => !same(result.units, units) || !same(result.truths, truths));
  if (other === undefined) return { units, truths };
  throw cliError(
    'CLI_BENCHMARK_INVALID',
    `${other.folder} was tested on other units than ${first.folder}, or against another cap of the truth (rulCap), so their errors cannot be compared. Give all variants the same data and rulCap`,
  );
}

/** Every variant but the baseline on one subset, held against it. */
function pairedIn(subset: string, { variants, baseline }: AboutBenchmark, done: readonly Done[]): PairedResult[] {
  const runs = done.filter((run) => run.subset === subset);
  const ofBaseline = runs.filter(({ variant }) => variant === baseline);
  if (ofBaseline.length === 0) return [];
  const drawn = drawUnits(ofBaseline[0]!.result.units.length);
  const samples = new Map<Done, Resampled>();
  const resampled = (run: Done) => {
    const { predicted, truths } = run.result;
    const found =
      samples.get(run) ??
      resample(
        predicted.map((rul, i) => rul - truths[i]!),
        drawn,
      );
    samples.set(run, found);
    return found;
  };
  return variants.flatMap(({ name: variant }): PairedResult[] => {
    if (variant === baseline) return [];
    const pairs = runs.flatMap((run) => {
      const other = ofBaseline.find(({ seed }) => seed === run.seed);
      return run.variant === variant && other ? [[run, other] as const] : [];
    });
    if (pairs.length === 0) return [];
    const figure = (name: keyof Resampled) =>
      pairedFigure(
        pairs.map(([run, other]) => (run.result.final[name] ?? Number.NaN) - (other.result.final[name] ?? Number.NaN)),
        pairs.map(([run, other]) => [resampled(run)[name], resampled(other)[name]] as const),
      );
    return [{ variant, subset, seeds: pairs.map(([{ seed }]) => seed), rmse: figure('rmse'), nasa: figure('nasa') }];
  });
}

function coreHours(runs: readonly Done[]): number {
  return runs.reduce((sum, { result, threads }) => sum + result.hours * threads, 0);
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

/** Six significant digits: more say nothing, and the file is committed. What is not finite becomes `null`. */
function rounded<T>(value: T): T {
  const round = (_: string, one: unknown) =>
    typeof one === 'number' && !Number.isInteger(one) ? Number(one.toPrecision(6)) : one;
  return JSON.parse(JSON.stringify(value, round)) as T;
}
