import { readFleetFile } from '@amnl/data-cmapss/node';
import { makeWindows, windowSource } from '@amnl/data-fleet';
import { SIMULATED_IN_WORDS } from '../config/selection.js';
import { outputFile } from '../files/output-file.js';
import { writeText } from '../files/write-file.js';
import { asText, csvLines, predictionCells, predictionColumns, readPredictions } from '../pipeline/predictions.js';
import { unlikeTraining } from '../pipeline/unlike-training.js';
import { type OpenFlags, openRun } from '../run-folder/open-run.js';
import { inform, notice, print } from '../terminal/terminal.js';

/** Flags of `amnl predict`. */
export interface PredictFlags extends OpenFlags {
  readonly input: string;
  readonly output?: string;
}

/**
 * `amnl predict RUN`: RUL and health of every row of a 26-column file. Rows before a window is full are judged on a window
 * padded on the left with the unit's first row, as short units are in training.
 */
export async function predict(folder: string, { input, output, ...flags }: PredictFlags): Promise<void> {
  const file = output === undefined ? undefined : await outputFile(output, [input]);
  const run = await openRun(folder, flags);
  try {
    const { window, evaluationBatchSize: batchSize, dataset } = run.config;
    const rows = await readFleetFile(input, { subset: dataset, units: 'increasing' });
    const unlike = unlikeTraining(rows, run.scaler);
    if (unlike !== undefined) notice(unlike);
    const windows = makeWindows(rows, run.scaler, { window, which: 'every-row' });
    const outputs = await run.trainer.predict(windowSource(windows, { batchSize }));
    const lines = csvLines(predictionColumns(rows.timeUnit), readPredictions(outputs, windows).map(predictionCells));
    if (run.simulated) notice(`the network was trained on a ${SIMULATED_IN_WORDS}`);
    if (file === undefined) await print(lines);
    else {
      await writeText(file, asText(lines));
      inform(`${windows.unit.length} predictions are in ${file}`);
    }
  } finally {
    run.dispose();
  }
}
