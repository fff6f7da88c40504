import { numberOf } from '@amnl/core-loop';
import { configFile, flagSources, setSource } from '../../config/config-sources.js';
import type { ConfigSource } from '../../config/resolve-config.js';
import type { Definition, Range } from '../../plan/define/definition.js';
import { axis, planRuns } from '../../plan/define/plan-runs.js';
import { METHODS, type Method } from '../../plan/define/sample.js';
import { readSweepFile, type SweepFile } from '../../plan/define/sweep-file.js';
import { axisOf, listOf, rangeOf, wholeNumbers } from '../../plan/define/texts.js';
import { writePlan } from '../../plan/write-plan.js';
import { MOST_RUNS } from '../../schemas/plan-line.js';
import { command } from '../../terminal/command-name.js';
import { cliError } from '../../terminal/errors.js';
import { wholeNumber } from '../../terminal/flag-values.js';
import { expectedOneOf } from '../../terminal/nearest-words.js';
import { shellWord } from '../../terminal/shell-word.js';
import { inform } from '../../terminal/terminal.js';

/** Threads of a run of a plan that says nothing of them: see docs/sweeps.md for what was measured. */
export const THREADS = 1;

/** Flags that say what varies; those of settings come under the settings' names. */
export interface DefineFlags {
  readonly out: string;
  readonly config?: string;
  readonly set?: readonly string[];
  readonly grid?: readonly string[];
  readonly vary?: readonly string[];
  readonly points?: string;
  readonly method?: string;
  readonly draw?: string;
  readonly subsets?: string;
  readonly seeds?: string;
  readonly folds?: string;
  readonly [setting: string]: unknown;
}

/** `amnl sweep define [FILE] --out DIR`: writes the plan of all combinations; nothing is written if one of them cannot be. */
export async function defineSweep(file: string | undefined, flags: DefineFlags): Promise<void> {
  const runs = planRuns(await definitionOf(file, flags), THREADS);
  const path = await writePlan(flags.out, runs);
  inform(`${numberOf(runs.length, 'run')} planned in ${path}`);
  inform(`Train them: ${command(`sweep run ${shellWord(flags.out)}`)}`);
}

/** What a file says of a plan, with what flags say in its place. @throws CLI_USAGE, CLI_PLAN_INVALID, CLI_CONFIG_FILE */
export async function definitionOf(file: string | undefined, flags: DefineFlags): Promise<Definition> {
  const said = file === undefined ? undefined : await readSweepFile(file);
  const { folds: _, ...settings } = flags;
  const { grid, vary, points, method, draw, folds } = flags;
  const count = (name: string, text: string | undefined, least: number) =>
    text === undefined ? undefined : wholeNumber(name, text, least);
  const definition = {
    settings: [
      ...(said?.settings ? [{ from: `'settings' of ${file}`, values: said.settings }] : []),
      ...(flags.config === undefined ? [] : [await settingsIn(flags.config)]),
      setSource(flags.set ?? []),
      ...flagSources(settings),
    ],
    grid: [
      ...subsetsOf(said, flags),
      ...(grid?.map((text) => axisOf(text, '--grid')) ?? gridIn(said, file)),
      ...seedsOf(said, flags),
    ],
    ranges: vary?.map((text) => rangeOf(text, '--vary')) ?? rangesIn(said, file),
    points: count('points', points, 1) ?? said?.points,
    method: method === undefined ? (said?.method ?? METHODS[0]) : methodOf(method),
    draw: count('draw', draw, 0) ?? said?.draw ?? 0,
    folds: count('folds', folds, 2) ?? said?.folds,
  };
  const { ranges, points: drawn } = definition;
  if (ranges.length > 0 !== (drawn !== undefined)) {
    throw cliError('CLI_USAGE', `--vary and --points go together: ranges, and how many points are drawn in them`);
  }
  return { ...definition, points: drawn ?? 1 };
}

function subsetsOf(said: SweepFile | undefined, { subsets }: DefineFlags) {
  if (subsets !== undefined) return [axis('dataset', listOf(subsets, '--subsets'), '--subsets')];
  return said?.subsets ? [axis('dataset', said.subsets, "'subsets'")] : [];
}

function seedsOf(said: SweepFile | undefined, { seeds }: DefineFlags) {
  if (seeds !== undefined) return [axis('seed', wholeNumbers(seeds, '--seeds', MOST_RUNS), '--seeds')];
  return said?.seeds ? [axis('seed', said.seeds, "'seeds'")] : [];
}

function gridIn(said: SweepFile | undefined, file: string | undefined) {
  return Object.entries(said?.grid ?? {}).map(([setting, values]) => axis(setting, values, `'grid' of ${file}`));
}

function rangesIn(said: SweepFile | undefined, file: string | undefined): Range[] {
  return Object.entries(said?.vary ?? {}).map(([setting, { from: low, to: high, scale = 'linear' }]) => {
    return { setting, low, high, scale, from: `'vary' of ${file}` };
  });
}

/** A line of a plan has settings and no code. @throws CLI_CONFIG_FILE, CLI_USAGE */
async function settingsIn(path: string): Promise<ConfigSource> {
  const isModule = /\.[cm]?[jt]s$/.test(path);
  const { record, ...source } = isModule ? { record: { code: true }, from: path, values: {} } : await configFile(path);
  if ((record as { readonly code?: unknown } | undefined)?.code === undefined) return source;
  throw cliError(
    'CLI_USAGE',
    `--config ${path} has code, and a plan has settings alone. Train it with ${command('train')}`,
  );
}

function methodOf(text: string): Method {
  const method = METHODS.find((name) => name === text);
  if (method !== undefined) return method;
  throw cliError('CLI_USAGE', `--method is '${text}': ${expectedOneOf(text, METHODS)}`);
}
