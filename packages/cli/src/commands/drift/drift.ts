import type { DriftReport } from '@amnl/data-fleet';
import { predictPart, unitsInParts } from '../../pipeline/predict-units.js';
import { type OpenFlags, type OpenRun, openRun } from '../../run-folder/open-run.js';
import { cliError } from '../../terminal/errors.js';
import { inform, notice, print, printJson } from '../../terminal/terminal.js';
import { type RowFlags, readInput } from '../rows-to-predict.js';
import { addStored } from './counts-file.js';
import { driftJson } from './drift-json.js';
import { linesOfDrift } from './drift-table.js';
import { driftInWords } from './drift-words.js';
import { counterOf } from './reference.js';

/** Flags of `amnl drift`. */
export interface DriftFlags extends OpenFlags, RowFlags {
  readonly counts?: readonly string[];
  readonly json?: boolean;
  readonly strict?: boolean;
}

/** `amnl drift RUN`: whether rows, or what was counted of them before, are still like those that the run was trained on. */
export async function drift(folder: string, flags: DriftFlags): Promise<void> {
  const given = [flags.input, flags.data, flags.counts].filter((value) => value !== undefined);
  if (given.length !== 1) {
    throw cliError(
      'CLI_USAGE',
      "Give the rows to compare, as --data FILE (a table), --input FILE (NASA's 26 columns) or --counts FILES, one of the three",
    );
  }
  const run = await openRun(folder, flags);
  try {
    const { report, noun } = await compare(folder, run, flags);
    if (flags.json) await printJson(driftJson(report));
    else await print(linesOfDrift(report, noun));
    const { large, notes } = driftInWords(report, noun);
    for (const message of notes) notice(message);
    if (large === undefined) {
      if (report.channels.some(({ reading }) => reading !== 'unknown')) inform('No channel has drifted far.');
      return;
    }
    if (flags.strict) throw cliError('CLI_DRIFT', large);
    inform(`DRIFT: ${large}.`);
  } finally {
    run.dispose();
  }
}

async function compare(
  folder: string,
  run: OpenRun,
  flags: DriftFlags,
): Promise<{ report: DriftReport; noun: string }> {
  const counts = (await counterOf(folder, run))();
  if (flags.counts) {
    for (const file of flags.counts) await addStored(counts, file);
    return { report: counts.report(), noun: run.noun };
  }
  const { fleet, notices } = await readInput(flags, run);
  for (const message of notices) notice(message);
  const options = { window: run.config.window, last: false, running: false };
  for (const part of unitsInParts(fleet, run.scaler, options)) {
    // Without units held out there is nothing to compare predictions with.
    const rul = run.calibration && (await predictPart(run.trainer, part, run.config)).map((one) => one.rul);
    counts.add(part.fleet, { row: part.windows.row, checks: part.checks, rul });
  }
  return { report: counts.report(), noun: fleet.noun };
}
