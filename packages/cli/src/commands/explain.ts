import { checkWindows, makeWindows } from '@amnl/data-fleet';
import { SIMULATED_IN_WORDS } from '../config/selection.js';
import { outputFile } from '../files/output-file.js';
import { writeParts } from '../files/write-parts.js';
import { explainer } from '../pipeline/explain/explainer.js';
import { reasonFacts, reasonMatrix, reasonObject } from '../pipeline/explain/reason-json.js';
import { RangeTally } from '../pipeline/range-notice.js';
import { type OpenFlags, openRun } from '../run-folder/open-run.js';
import { wholeNumber } from '../terminal/flag-values.js';
import { inform, notice, print, printJson } from '../terminal/terminal.js';
import { reasonCsv, reasonLines } from './reason-lines.js';
import { type ExplainRowFlags, rowsToExplain } from './rows-to-explain.js';
import { inputFiles } from './rows-to-predict.js';

/** Flags of `amnl explain`. */
export interface ExplainFlags extends OpenFlags, ExplainRowFlags {
  readonly top?: string;
  readonly json?: boolean;
  readonly output?: string;
}

/** `amnl explain RUN --unit NAME`: which channels and rows moved a prediction, and by how much. */
export async function explain(folder: string, flags: ExplainFlags): Promise<void> {
  const top = wholeNumber('top', flags.top ?? '5', 1);
  const { input, data, output } = flags;
  const run = await openRun(folder, flags);
  try {
    const { scaler, config, simulated } = run;
    const own = input === undefined && data === undefined;
    const inputs = own
      ? (config.data ?? [])
      : await inputFiles({ ...(input && { input }), ...(data && { data }) }, run);
    const file = output === undefined ? undefined : await outputFile(output, inputs);
    const fleet = await rowsToExplain(folder, flags, run);
    const windows = makeWindows(fleet, scaler, { window: config.window, which: 'last' });
    const tally = new RangeTally(scaler);
    tally.add(fleet, windows, checkWindows(fleet, scaler, windows));
    const said = tally.inWords();
    if (said !== undefined) notice(said);
    if (simulated) notice(`the network was trained on a ${SIMULATED_IN_WORDS}`);
    const [reason] = await explainer(run)(windows);
    const facts = reasonFacts(scaler, simulated);
    if (file !== undefined) await writeParts(file, reasonCsv(reason!, fleet));
    if (flags.json) await printJson({ ...facts, ...reasonObject(reason!), ...reasonMatrix(reason!) });
    else await print(reasonLines(reason!, { fleet, scaler, top, rulCap: config.rulCap }));
    if (file !== undefined) inform(`What each number contributed is in ${file}`);
  } finally {
    run.dispose();
  }
}
