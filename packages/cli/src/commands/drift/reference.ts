import { DriftCounts, type DriftData, fitDrift, fitPredicted } from '@amnl/data-fleet';
import { loadRecordedData } from '../../own-code/own-data.js';
import type { LoadedData } from '../../pipeline/load-data.js';
import { heldOutUnits } from '../../pipeline/pipeline.js';
import type { OpenRun } from '../../run-folder/open-run.js';
import { cliError } from '../../terminal/errors.js';
import { notice } from '../../terminal/terminal.js';
import { isTrainedOn } from '../held-out-again.js';

/**
 * Makes empty counts of rows, to be compared with those that a run was trained on, and of predictions, with those of the units it held out.
 * A run of an earlier release does not say what those were like; then its data are read again.
 * @throws CLI_RUN_MISMATCH if they have changed since, CLI_DATA_GONE
 */
export async function counterOf(folder: string, run: OpenRun): Promise<() => DriftCounts> {
  const { scaler, calibration } = run;
  const reference = scaler.data.drift ?? (await fitAgain(folder, run));
  const predicted = calibration && fitPredicted(calibration.rows.unit, calibration.rows.rul);
  return () => new DriftCounts(scaler, { reference, predicted });
}

async function fitAgain(folder: string, run: OpenRun): Promise<DriftData> {
  notice(
    `${folder} is of an earlier release, and does not say what its training rows were like: its data are read again`,
  );
  const data = await loadRecordedData(folder, run, {});
  if (isTrainedOn(run, data)) {
    const units = trainedOn(run, data);
    if (units.length === run.scaler.data.fittedOn.units) return fitDrift(data.train, units, run.scaler);
  }
  throw cliError(
    'CLI_RUN_MISMATCH',
    `the data of ${folder} have changed since it was trained, so nothing says what its training rows were like. Restore them, or train again`,
  );
}

function trainedOn({ config, heldOut }: OpenRun, data: LoadedData): number[] {
  const { units } = data.train;
  const held = new Set(heldOut ?? (config.selection === 'holdout' ? heldOutUnits(config, data).units : []));
  return [...units.keys()].filter((unit) => !held.has(units[unit]!));
}
