import { join, resolve } from 'node:path';
import { cliError } from './errors.js';
import { onnxModel } from './export/onnx-model.js';
import { nearestWords } from './nearest-words.js';
import { openRun } from './open-run.js';
import { RUN_FILES } from './run-folder.js';
import { SIMULATED_IN_WORDS } from './selection.js';
import { notice, tell } from './terminal.js';
import { writeBytes } from './write-file.js';

/** Values of `--format`. */
const FORMATS = ['onnx'];

/** Flags of `amnl export`. */
export interface ExportFlags {
  readonly format?: string;
  readonly output?: string;
}

/** `amnl export RUN`: the network with the run's best weights as a file for other programs. Needs no ONNX Runtime. */
export async function exportRun(folder: string, { format = 'onnx', output }: ExportFlags): Promise<void> {
  if (!FORMATS.includes(format)) {
    throw cliError('CLI_USAGE', `--format is '${format}'. ${nearestWords(format, FORMATS)}`);
  }
  const run = await openRun(folder, { engine: 'eager', backend: 'cpu' });
  try {
    const { config, simulated } = run;
    const file = resolve(output ?? join(folder, RUN_FILES.model));
    await writeBytes(file, await onnxModel(run.model, { config, simulated, scaler: run.scaler.toJSON() }));
    if (simulated) notice(`the network was trained on a ${SIMULATED_IN_WORDS}`);
    tell(`The network is in ${file}`);
  } finally {
    run.dispose();
  }
}
