import { numberOf } from '@amnl/core-loop';
import { type Fleet, isKnown } from '@amnl/data-fleet';
import type { LoadedData } from '../pipeline/load-data.js';
import { heldOutBefore, heldOutUnits } from '../pipeline/pipeline.js';
import type { OpenRun } from '../run-folder/open-run.js';
import { cliError } from '../terminal/errors.js';
import { shortText } from '../terminal/plain-value.js';
import { notice } from '../terminal/terminal.js';

/** Whether data are those that a run was trained on, read in the same way. */
export function isTrainedOn({ dataChecksum, content }: OpenRun, data: LoadedData): boolean {
  return data.checksum === dataChecksum && (content === undefined || content === data.content);
}

/**
 * The units that a run held out, found by their names: drawn again from data that have changed since, others would be among them, which
 * the network was trained on.
 * @throws CLI_RUN_MISMATCH if none can be evaluated
 */
export function heldOutAgain(folder: string, run: OpenRun, data: LoadedData): Fleet {
  return heldOutBefore(run.config, data, heldOutIndices(folder, run, data));
}

/** Indices of these units among the training units, ascending. */
export function heldOutIndices(folder: string, run: OpenRun, data: LoadedData): number[] {
  const { config } = run;
  const { train } = data;
  const advice = 'Give the data it was trained on, or `test` units that it has not seen';
  const refuse = (why: string) => cliError('CLI_RUN_MISMATCH', `${why}. ${advice}`);
  const again = config.selection === 'holdout' && isTrainedOn(run, data);
  const heldOut = run.heldOut ?? (again ? heldOutUnits(config, data).units : undefined);
  if (heldOut === undefined) {
    throw refuse(
      config.selection === 'holdout'
        ? `the data have changed, and ${folder} does not say which units it held out`
        : `${folder} held no units out, and these data have no test units`,
    );
  }
  const names = new Set(heldOut);
  const units = [...train.units.keys()].filter((unit) => names.has(train.units[unit]!));
  if (!units.some((unit) => isKnown(train, unit))) {
    const why = units.length === 0 ? 'is in these data' : 'has a known life in these data';
    throw refuse(`none of the ${numberOf(heldOut.length, train.noun)} that ${folder} held out ${why}`);
  }
  if (units.length < names.size) {
    const there = new Set(units.map((unit) => train.units[unit]));
    const missing = heldOut.filter((name) => !there.has(name));
    const shown = missing.slice(0, 5).map((name) => shortText(name));
    const list = `${shown.join(', ')}${missing.length > 5 ? ', …' : ''}`;
    notice(`${missing.length} of the ${numberOf(heldOut.length, train.noun)} held out are not in these data: ${list}`);
  }
  return units;
}
