import { existsSync } from 'node:fs';
import type { DriftCounts, Fleet } from '@amnl/data-fleet';
import { healthNote } from '../config/health.js';
import { SIMULATED_IN_WORDS } from '../config/selection.js';
import { outputFile } from '../files/output-file.js';
import { writeParquet } from '../files/write-parquet.js';
import { writeParts } from '../files/write-parts.js';
import { type PlanRule, planRuleOf } from '../pipeline/maintenance.js';
import { predictPart, type RangedPrediction, type UnitsOptions, unitsInParts } from '../pipeline/predict-units.js';
import { RangeTally } from '../pipeline/range-notice.js';
import { type OpenFlags, type OpenRun, openRun } from '../run-folder/open-run.js';
import { cliError } from '../terminal/errors.js';
import { inform, notice, printAll } from '../terminal/terminal.js';
import { type CostFlags, costsIn, maintenanceParts, planInWords } from './costs.js';
import { coverageFlag, runIntervals } from './coverage.js';
import { addStored, addToFile } from './drift/counts-file.js';
import { counterOf } from './drift/reference.js';
import { isParquet } from './output-format.js';
import { csvFormat, jsonFormat, linesOfPredictions } from './prediction-format.js';
import { parquetColumns } from './prediction-parquet.js';
import { linesForPeople } from './prediction-table.js';
import { inputFiles, type RowFlags, readInput, sayFailed } from './rows-to-predict.js';

/** Flags of `amnl predict`. */
export interface PredictFlags extends OpenFlags, RowFlags, CostFlags {
  readonly last?: boolean;
  readonly sort?: string;
  readonly shard?: string;
  readonly coverage?: string;
  readonly json?: boolean;
  readonly jsonLines?: boolean;
  readonly strict?: boolean;
  readonly output?: string;
  readonly drift?: string;
}

/**
 * `amnl predict RUN`: RUL and health of every row of a file, or of each unit's last. Rows before a window is full are judged on a
 * window padded on the left with the unit's first row, as short units are in training.
 */
export async function predict(folder: string, flags: PredictFlags): Promise<void> {
  const { output, json = false, jsonLines = false, strict = false, sort, input, data } = flags;
  if (json && jsonLines) throw cliError('CLI_USAGE', '--json and --json-lines exclude each other. Give one of them');
  if ((input === undefined) === (data === undefined)) {
    throw cliError(
      'CLI_USAGE',
      "Give the rows with --input FILE (NASA's 26 columns) or --data FILE (a table), one of the two",
    );
  }
  if (sort !== undefined && sort !== 'urgency') {
    throw cliError(
      'CLI_USAGE',
      `--sort is '${sort}'. Give 'urgency': units by their remaining life, the shortest first`,
    );
  }
  const shard = flags.shard === undefined ? undefined : parseShard(flags.shard);
  const coverage = coverageFlag(flags.coverage);
  const costs = costsIn(flags);
  const parquet = output !== undefined && isParquet(output, json || jsonLines);
  const run = await openRun(folder, flags);
  try {
    const { rulCap } = run.config;
    const intervals = runIntervals(folder, run, coverage);
    const maintained = maintenanceParts(folder, run, { costs, intervals });
    const rule = maintained && planRuleOf(maintained);
    const file = output === undefined ? undefined : await outputFile(output, await inputFiles(flags, run));
    const drift = await driftFile(folder, flags, run);
    const rows = await readInput(flags, run);
    const { fleet, notices } = rows;
    // A list by urgency is of units, so it has one line for each.
    const last = flags.last === true || sort !== undefined;
    const running = sort !== undefined && input === undefined;
    const options = { window: run.config.window, last, running, shard };
    checkRange(fleet, run, options, strict);
    for (const message of notices) notice(message);
    if (running) sayFailed(rows);
    if (rule) notice(planInWords(rule, maintained));
    const health = healthNote(run.config);
    if (health !== undefined) notice(health);
    if (run.simulated) notice(`the network was trained on a ${SIMULATED_IN_WORDS}`);
    const facts = {
      timeUnit: fleet.timeUnit,
      dated: fleet.clock !== undefined,
      rulCap,
      spread: run.members !== undefined,
      intervals,
      planned: rule !== undefined,
    };
    let count = 0;
    const counted = async function* () {
      for await (const part of sort === undefined
        ? parts(fleet, run, options, rule, drift?.counts)
        : byUrgency(parts(fleet, run, options, rule, drift?.counts))) {
        count += part.length;
        yield part;
      }
    };
    const asJson = json || jsonLines;
    const lines = () => linesOfPredictions(asJson ? jsonFormat(facts, jsonLines) : csvFormat(facts), counted());
    if (file === undefined) {
      const { isTTY, columns } = process.stdout;
      const forPeople = isTTY === true && last && !asJson;
      await printAll(
        forPeople ? linesForPeople(facts, { columns: columns || 80, noun: fleet.noun }, counted()) : lines(),
      );
    } else {
      if (parquet) await writeParquet(file, parquetColumns(facts, hasZone(fleet)), counted());
      else await writeParts(file, lines());
      inform(`${count} predictions are in ${file}`);
    }
    if (drift) await addToFile(drift.counts, drift.file);
  } finally {
    run.dispose();
  }
}

/** Whether it is known which moments the timestamps are: epochs count in UTC. */
function hasZone({ clock }: Fleet): boolean {
  return clock !== undefined && (clock.format !== 'iso' || !['', 'date'].includes(clock.zone));
}

/** Says first what is unlike the training data: before a prediction is read that cannot be trusted. */
function checkRange(fleet: Fleet, { scaler }: OpenRun, options: UnitsOptions, strict: boolean): void {
  const tally = new RangeTally(scaler);
  for (const { fleet: some, windows, checks } of unitsInParts(fleet, scaler, options)) tally.add(some, windows, checks);
  const said = tally.inWords();
  if (said !== undefined) {
    if (strict && tally.many) throw cliError('CLI_OUT_OF_RANGE', said);
    if (tally.many) inform(`OUT OF RANGE: ${said}.`);
    else notice(said);
  }
  const short = tally.shortInWords(fleet, options.window);
  if (short !== undefined) notice(short);
}

/** Where predictions are counted, to be compared with training; what is there already is looked at first. */
async function driftFile(folder: string, flags: PredictFlags, run: OpenRun) {
  if (flags.drift === undefined) return undefined;
  const file = await outputFile(flags.drift, await inputFiles(flags, run), '--drift');
  if (flags.output !== undefined && file === (await outputFile(flags.output))) {
    throw cliError('CLI_USAGE', '--drift and --output are the same file. Give two');
  }
  const counter = await counterOf(folder, run);
  if (existsSync(file)) await addStored(counter(), file);
  return { file, counts: counter() };
}

async function* parts(
  fleet: Fleet,
  { scaler, trainer, config }: OpenRun,
  options: UnitsOptions,
  rule: PlanRule | undefined,
  counts: DriftCounts | undefined,
) {
  for (const part of unitsInParts(fleet, scaler, options)) {
    const predictions = await predictPart(trainer, part, config, rule);
    counts?.add(part.fleet, {
      row: part.windows.row,
      checks: part.checks,
      rul: predictions.map(({ rul }) => rul),
    });
    yield predictions;
  }
}

/** All of them, the shortest remaining life first; equal ones in the order of the file. */
async function* byUrgency(parts: AsyncIterable<readonly RangedPrediction[]>) {
  const all: RangedPrediction[] = [];
  for await (const part of parts) all.push(...part);
  yield all.sort((a, b) => a.rul - b.rul);
}

function parseShard(text: string): { index: number; of: number } {
  const [, index, of] = /^(\d{1,9})\/(\d{1,9})$/.exec(text)?.map(Number) ?? [];
  if (index !== undefined && of !== undefined && index >= 1 && index <= of) return { index, of };
  throw cliError('CLI_USAGE', `--shard is '${text}'. Give a part and how many there are, e.g. 1/4 … 4/4`);
}
