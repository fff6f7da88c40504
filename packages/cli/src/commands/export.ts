import { join, resolve } from 'node:path';
import { numberOf } from '@amnl/core-loop';
import { SIMULATED_IN_WORDS } from '../config/selection.js';
import { cellCount, historyCsv } from '../export/history-csv.js';
import { type OnnxModels, onnxModels } from '../export/onnx-model.js';
import { outputFile } from '../files/output-file.js';
import { writeBytes, writeText } from '../files/write-file.js';
import { openRun } from '../run-folder/open-run.js';
import { readHistory, readMetrics } from '../run-folder/read-history.js';
import { RUN_FILES } from '../run-folder/run-folder.js';
import { readRunRecord } from '../run-folder/run-record.js';
import { cliError } from '../terminal/errors.js';
import { expectedOneOf } from '../terminal/nearest-words.js';
import { inform, notice } from '../terminal/terminal.js';
import { coverageFlag, runIntervals } from './coverage.js';

type Export = (folder: string, flags: { readonly output?: string; readonly coverage?: number }) => Promise<void>;

/** What each value of `--format` does with a run folder. */
const FORMATS: Readonly<Record<string, Export>> = {
  onnx: (folder, { output = join(folder, RUN_FILES.model), coverage }) =>
    exportNetwork(folder, { network: output }, coverage),
  'onnx-raw': (folder, { output = join(folder, RUN_FILES.rawModel), coverage }) =>
    exportNetwork(folder, { raw: output }, coverage),
  csv: exportHistory,
};

/** A thousand metrics over thirty thousand epochs. */
const MAX_CELLS = 1 << 25;

/** Flags of `amnl export`. */
export interface ExportFlags {
  readonly format?: string;
  readonly output?: string;
  readonly coverage?: string;
}

/**
 * `amnl export RUN`: a run for other programs. The network for scaled windows (`onnx`, the default where `--output` names a file) or for
 * rows as they come (`onnx-raw`), the history (`csv`); without flags both networks, as training leaves them.
 */
export async function exportRun(folder: string, flags: ExportFlags): Promise<void> {
  const { format, output } = flags;
  const coverage = coverageFlag(flags.coverage);
  if (format === undefined && output === undefined) {
    const [network, raw] = [join(folder, RUN_FILES.model), join(folder, RUN_FILES.rawModel)];
    return exportNetwork(folder, { network, raw }, coverage);
  }
  const chosen = format ?? 'onnx';
  if (!Object.hasOwn(FORMATS, chosen)) {
    throw cliError('CLI_USAGE', `--format is '${chosen}': ${expectedOneOf(chosen, Object.keys(FORMATS))}`);
  }
  await FORMATS[chosen]!(folder, {
    ...(output !== undefined && { output }),
    ...(coverage !== undefined && { coverage }),
  });
}

/** The network with the run's best weights, into the files that are named. Needs no ONNX Runtime. */
async function exportNetwork(
  folder: string,
  outputs: Partial<Record<keyof OnnxModels, string>>,
  coverage: number | undefined,
): Promise<void> {
  const files = await Promise.all(
    Object.entries(outputs).map(async ([which, path]) => [which as keyof OnnxModels, await outputFile(path)] as const),
  );
  const run = await openRun(folder, { engine: 'eager', backend: 'cpu' });
  try {
    const { config, simulated } = run;
    const intervals = runIntervals(folder, run, coverage);
    const made = await onnxModels(run.model, { config, simulated, scaler: run.scaler.toJSON(), intervals });
    for (const [which, file] of files) await writeBytes(file, made[which]);
    if (simulated) notice(`the network was trained on a ${SIMULATED_IN_WORDS}`);
    inform(`The network is in ${files.map(([, file]) => file).join(' and ')}`);
  } finally {
    run.dispose();
  }
}

/** The epochs that are done, also of a run that is still under way. */
async function exportHistory(folder: string, { output, coverage }: Parameters<Export>[1]): Promise<void> {
  if (coverage !== undefined) {
    throw cliError('CLI_USAGE', '--coverage is of the intervals in a network, and the history has none. Leave it out');
  }
  const { simulated } = await readRunRecord(folder);
  const from = resolve(folder, RUN_FILES.history);
  const file = await outputFile(output ?? join(folder, 'history.csv'), [from]);
  const history = await readHistory(folder, await readMetrics(folder));
  if (history.length === 0) {
    throw cliError('CLI_RUN_INVALID', `there is no epoch in ${from}. Wait until the run has finished one`);
  }
  if (cellCount(history) > MAX_CELLS) {
    const why = `has ${history.length} epochs with so many different metrics that a table would have ${cellCount(history)} cells`;
    throw cliError('CLI_RUN_INVALID', `${from} ${why}. Read the file itself`);
  }
  await writeText(file, historyCsv(history));
  if (simulated) notice(`the run was trained on a ${SIMULATED_IN_WORDS}`);
  inform(`The history (${numberOf(history.length, 'epoch')}) is in ${file}`);
}
