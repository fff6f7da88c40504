import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Metrics, numberOf, type Timings } from '@amnl/core-loop';
import type { PreparedData, RangeChecks } from '@amnl/data-fleet';
import { libraryInWords, type NativeLibrary } from '../compute/native/library.js';
import type { Config } from '../config/config.js';
import { healthNote } from '../config/health.js';
import { SIMULATED_IN_WORDS } from '../config/selection.js';
import { codeInWords } from '../own-code/code-file.js';
import type { UsedCode } from '../own-code/own-code.js';
import type { IntervalReport } from '../pipeline/judge-intervals.js';
import { errorDecimals } from '../pipeline/predictions.js';
import { RUN_FILES } from '../run-folder/run-folder.js';
import { countsCycles, rowNoun } from '../schemas/data-facts.js';
import { command } from '../terminal/command-name.js';
import { shellWord } from '../terminal/shell-word.js';
import { inform } from '../terminal/terminal.js';
import { timeInWords } from '../timings/timings-table.js';

/** What {@link printStart} shows in addition to the configuration. */
export interface StartFacts {
  readonly engine: string;
  readonly backend: string;
  readonly tensorflow?: NativeLibrary | undefined;
  readonly parameters: number;
  readonly sizes: PreparedData['sizes'];
  readonly simulated: boolean;
  /** Whether the data have test units; those tested with are else held-out ones. */
  readonly hasTest: boolean;
  /** See `selectionInWords`. */
  readonly selectionRule: string;
  readonly folder: string;
  /** See `unseenInputs`. */
  readonly unseen: readonly string[];
  /** Code of the user's. */
  readonly code: readonly UsedCode[];
}

/** Tells what is about to be trained, on what, and by which rule the best epoch is selected. */
export function printStart(config: Config, facts: StartFacts): void {
  const { engine, backend, tensorflow, parameters, sizes, simulated, hasTest, selectionRule, folder, code } = facts;
  const count = (n: number) => n.toLocaleString('en-US');
  const native = tensorflow === undefined ? '' : ` (${libraryInWords(tensorflow)})`;
  const rhythm = `batch ${config.batchSize}${config.accumulate > 1 ? ` × ${config.accumulate}` : ''}`;
  const part = config.fold === undefined ? '' : `, fold ${config.fold} of ${config.folds}`;
  inform(`AMNL on ${config.dataset}, preset ${config.preset}, seed ${config.seed}${part}`);
  const training = aside(stillRun(sizes.trainRunningUnits), `${count(sizes.trainWindows)} windows`);
  const test = aside(stillRun(sizes.testRunningUnits));
  inform(
    `  data    ${numberOf(sizes.trainUnits, 'training unit')}${training}, ${numberOf(sizes.testUnits, hasTest ? 'test unit' : 'held-out unit')}${test}`,
  );
  inform(
    `  model   ${count(parameters)} parameters; engine ${engine} on ${backend}${native}; ${rhythm}, up to ${numberOf(config.epochs, 'epoch')}`,
  );
  if (config.loss !== 'amnl') inform(`  loss    ${config.loss}${aside(healthNote(config) ?? '')}`);
  printUnseen(facts.unseen);
  inform(`  rule    ${selectionRule}`);
  if (simulated) inform(`  data    ${SIMULATED_IN_WORDS}`);
  printCode(code);
  inform(`  run     ${folder}`);
}

/** Tells what differs from the fold before. */
export function printNextFold({ fold, folds }: Config, { sizes, unseen }: Pick<StartFacts, 'sizes' | 'unseen'>): void {
  const training = aside(stillRun(sizes.trainRunningUnits), `${sizes.trainWindows.toLocaleString('en-US')} windows`);
  const units = `${numberOf(sizes.trainUnits, 'training unit')}${training}`;
  const heldOut = `${numberOf(sizes.selectionUnits, 'held-out unit')}${aside(stillRun(sizes.selectionRunningUnits))}`;
  inform('');
  inform(`Fold ${fold} of ${folds}: ${units}, ${heldOut}`);
  printUnseen(unseen);
}

function printUnseen(unseen: readonly string[]): void {
  if (unseen.length === 0) return;
  inform(`  inputs  constant in the units trained on, so not shown to the network: ${unseen.join(', ')}`);
}

function stillRun(units: number): string {
  return units === 0 ? '' : `${units} still run${units === 1 ? 's' : ''}`;
}

/** What there is to say, in brackets. */
function aside(...parts: readonly string[]): string {
  const said = parts.filter((part) => part !== '');
  return said.length === 0 ? '' : ` (${said.join(', ')})`;
}

/** Tells whose code runs, and what it brings. */
export function printCode(code: readonly UsedCode[]): void {
  for (const used of code) inform(`  code    ${codeInWords(used)}: ${used.brings.join(', ')}`);
}

/** What {@link printResult} shows. */
export interface ResultFacts {
  readonly title: string;
  readonly metrics: Metrics;
  readonly selectionRule: string;
  /** Unit of time of the data. */
  readonly timeUnit: string;
  /** Cap of the targets. */
  readonly rulCap: number;
  /** What goes with the health states, see `healthNote`. */
  readonly healthNote: string | undefined;
  readonly simulated: boolean;
  /** Which of the test windows are like those of training. */
  readonly ranges: RangeChecks;
  /** Test units whose life is known: those that most figures are of. */
  readonly knownUnits: number;
  /** How the run's intervals did, where it has any. */
  readonly intervals?: IntervalReport | undefined;
}

/** Units below which a figure says more of the units than of the network: as many as a holdout must be drawn from. */
const FEW = 5;

/** Tells the error over the units that a fold holds out; the other figures stand in the table of all folds. */
export function printFoldResult(title: string, metrics: Metrics, facts: ErrorFacts): void {
  inform('');
  inform(title);
  printErrors(metrics, facts);
}

type ErrorFacts = Pick<ResultFacts, 'timeUnit' | 'rulCap'>;

function printErrors(metrics: Metrics, { timeUnit, rulCap }: ErrorFacts): void {
  const figure = (name: string, digits: number) => metrics[name]?.toFixed(digits) ?? 'n/a';
  const digits = errorDecimals({ rulCap });
  const [row, cycles] = [rowNoun(timeUnit), countsCycles(timeUnit)];
  const both = (last: string, all: string) => `${last} at the last ${row}, ${all} over all ${row}s`;
  inform(
    `  RMSE    ${both(figure('RMSE_last_cycle', digits), figure('RMSE_all_cycles', digits))}${cycles ? '' : `, in ${timeUnit}`}`,
  );
  if (cycles) {
    inform(`  NASA    ${both(figure('nasa_score_last_cycle', 1), figure('nasa_score_all_cycles', 0))}`);
  }
}

/** Tells the figures of an evaluation over the test units, with the selection rule. */
export function printResult(result: ResultFacts): void {
  const { title, metrics, selectionRule, simulated, ranges, knownUnits, intervals, ...facts } = result;
  const figure = (name: string, digits: number) => metrics[name]?.toFixed(digits) ?? 'n/a';
  const percent = (name: string) => (metrics[name] === undefined ? 'n/a' : `${(100 * metrics[name]).toFixed(1)} %`);
  inform('');
  inform(title);
  printErrors(metrics, facts);
  const running = metrics['units_censored'];
  if (running) {
    inform(
      `  order   ${figure('concordance_last_cycle', 3)} concordance; only this counts the ${running} that still ${running === 1 ? 'runs' : 'run'}`,
    );
  }
  inform(`  health  ${percent('health_accuracy')} accuracy, weighted F1 ${figure('health_f1_weighted', 3)}`);
  if (result.healthNote !== undefined) inform(`  health  ${result.healthNote}`);
  if (intervals) printIntervals(intervals, facts);
  if (knownUnits < FEW) {
    const advice = simulated ? '' : '; --folds 5 holds out every training unit once';
    inform(
      `  few     these figures are of ${numberOf(knownUnits, 'unit')} whose life is known: too few to trust${advice}`,
    );
  }
  const { inRange } = ranges;
  const out = inRange.reduce((sum, flag) => sum + 1 - flag, 0);
  inform(`  range   ${out} of ${inRange.length} test windows are unlike those of training`);
  inform(`  rule    ${selectionRule}`);
  if (simulated) inform(`  data    ${SIMULATED_IN_WORDS}`);
}

function printIntervals({ coverage, units, cross, lastCycle }: IntervalReport, { timeUnit, rulCap }: ErrorFacts): void {
  const held = `${(100 * lastCycle.measured).toFixed(1)} % of the ${Number((100 * coverage).toFixed(4))} % intervals hold the truth`;
  const width = `${lastCycle.width.toFixed(errorDecimals({ rulCap }) - 1)} ${timeUnit}`;
  const from = cross ? `each from the other ${units - 1} units held out` : `from ${numberOf(units, 'unit')} held out`;
  inform(`  within  ${held}; mean width ${width}, ${from}`);
}

/** Tells where the time of training went. */
export function printTimings(timings: Timings): void {
  inform(`  time    ${timings.seconds.toFixed(0)} s of training: ${timeInWords(timings)}`);
}

/** Tells what to do with a finished run. */
export function printNextSteps(folder: string, flag: '--input' | '--data'): void {
  const { report, metrics, history, predictions, model, checkpoints } = RUN_FILES;
  inform('');
  inform(`The run is in ${folder} (${[report, metrics, history, predictions, model].join(', ')}, ${checkpoints}/)`);
  inform(`View it in a browser: ${pathToFileURL(join(folder, report)).href}`);
  inform(`Predict with it: ${command(`predict ${shellWord(folder)} ${flag} FILE`)}`);
}
