import { join } from 'node:path';
import { z } from 'zod';
import { BENCHMARK_FILES, type StoredBenchmark } from '../../benchmark/benchmark-folder.js';
import { makespan, runHours, type StepTimes } from '../../benchmark/hours.js';
import { readText } from '../../files/read-text.js';
import { writeJson } from '../../files/write-file.js';
import { loadRunData } from '../../own-code/own-data.js';
import type { LoadedData } from '../../pipeline/load-data.js';
import { readJson } from '../../schemas/lines.js';
import { aligned } from '../../terminal/aligned.js';
import { inform } from '../../terminal/terminal.js';
import { defaultJobs } from '../sweep/run.js';
import { tryVariant, workOf } from './try-variant.js';

/** Machines for which the hours are worked out. */
const MACHINES = [1, 2, 4, 8] as const;

const predictedSchema = z.looseObject({ coreHours: z.number().min(0) });

/** Tries some steps of each variant, says how long the benchmark will take on machines like this one, and keeps it for the report. */
export async function predictHours({ folder, benchmark, plan, cells }: StoredBenchmark): Promise<void> {
  const loaded = new Map<string, LoadedData>();
  const times = new Map<string, StepTimes>();
  const hours: number[] = [];
  for (const { cell, run } of cells) {
    const { dataset, age } = run.config;
    const data = loaded.get(`${dataset} ${age}`) ?? (await loadRunData(run.config, []));
    loaded.set(`${dataset} ${age}`, data);
    const tried = times.get(cell.variant) ?? (await tryVariant(run.config, data));
    times.set(cell.variant, tried);
    const alike = cells.findIndex((one) => one.cell.variant === cell.variant && one.cell.subset === cell.subset);
    // Another seed holds out other units, and that is all.
    hours.push(hours[alike] ?? runHours(tried, workOf(run.config, data)));
  }
  const coreHours = cells.reduce((sum, { run }, i) => sum + hours[i]! * (run.config.threads ?? 1), 0);
  const jobs = defaultJobs(plan);
  inform('');
  inform('Predicted from some steps of each variant, with this machine to themselves:');
  const rows = Object.keys(benchmark.variants).map((variant) => {
    const own = hours.filter((_, i) => cells[i]!.cell.variant === variant);
    const total = own.reduce((sum, one) => sum + one, 0);
    return [variant, `${times.get(variant)!.step.toPrecision(2)} s`, inWords(total / own.length), inWords(total)];
  });
  for (const line of aligned([['variant', 'a step', 'a run', 'all its runs'], ...rows])) inform(`  ${line}`);
  const spans = MACHINES.map((machines) => `${machines}: ${inWords(makespan(hours, machines * jobs))}`);
  inform(`Until all are done, with ${jobs} at a time on each of so many such machines: ${spans.join(', ')}`);
  inform('');
  await writeJson(join(folder, BENCHMARK_FILES.predicted), { coreHours, hours: makespan(hours, jobs), jobs });
}

/** Core hours that were predicted when the benchmark was defined; undefined if nobody asked. */
export async function predictedCoreHours(folder: string): Promise<number | undefined> {
  const text = await readText(join(folder, BENCHMARK_FILES.predicted), 1 << 16).catch(() => undefined);
  const read = text === undefined ? undefined : readJson(text, predictedSchema);
  return read?.ok ? read.value.coreHours : undefined;
}

function inWords(hours: number): string {
  return hours < 1 ? `${(60 * hours).toFixed(1)} min` : `${hours.toFixed(1)} h`;
}
