import { numberOf } from '@amnl/core-loop';
import { readDefinition, writeBenchmark } from '../../benchmark/benchmark-folder.js';
import { wholeBenchmark } from '../../benchmark/definition.js';
import { flagSources, setSource } from '../../config/config-sources.js';
import { dataName } from '../../pipeline/load-data.js';
import { listOf, wholeNumbers } from '../../plan/define/texts.js';
import type { BenchmarkFile } from '../../schemas/benchmark.js';
import { MOST_RUNS } from '../../schemas/plan-line.js';
import { command } from '../../terminal/command-name.js';
import { shellWord } from '../../terminal/shell-word.js';
import { inform } from '../../terminal/terminal.js';
import { THREADS } from '../sweep/define.js';
import { predictHours } from './predict-hours.js';

/** Flags of `amnl benchmark define`; those of settings come under the settings' names. */
export interface DefineFlags {
  readonly out: string;
  readonly subsets?: string;
  readonly seeds?: string;
  readonly set?: readonly string[];
  /** False: no steps are tried. */
  readonly predict?: boolean;
  readonly [setting: string]: unknown;
}

/** `amnl benchmark define [FILE] --out DIR`: writes the plan of all variants on all subsets with all seeds. */
export async function defineBenchmark(file: string | undefined, flags: DefineFlags): Promise<void> {
  const { out, subsets, seeds, set = [], predict = true, ...settings } = flags;
  const said: BenchmarkFile = file === undefined ? {} : await readDefinition(file);
  const values = Object.assign(
    {},
    said.settings,
    setSource(set).values,
    ...flagSources(settings).map(({ values }) => values),
  );
  const asked = {
    ...said,
    settings: values,
    ...(subsets !== undefined && { subsets: listOf(subsets, '--subsets') }),
    ...(seeds !== undefined && { seeds: wholeNumbers(seeds, '--seeds', MOST_RUNS) }),
  };
  const benchmark = wholeBenchmark(asked, await dataName(values));
  const stored = await writeBenchmark(out, benchmark, THREADS);
  const { cells, plan } = stored;
  const { variants } = benchmark;
  const parts = [
    numberOf(Object.keys(variants).length, 'variant'),
    numberOf(benchmark.subsets.length, 'subset'),
    numberOf(benchmark.seeds.length, 'seed'),
  ];
  inform(`${numberOf(cells.length, 'run')} planned in ${plan.path}: ${parts.join(' × ')}`);
  if (predict) await predictHours(stored);
  inform(`Train them: ${command(`benchmark run ${shellWord(out)}`)}`);
}
