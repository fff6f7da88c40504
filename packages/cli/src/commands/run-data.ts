import { loadRecordedData } from '../own-code/own-data.js';
import type { DataSettings, LoadedData } from '../pipeline/load-data.js';
import type { OpenFlags, OpenRun } from '../run-folder/open-run.js';
import { cliError } from '../terminal/errors.js';

/** Flags of commands that read the data of a run again. */
export interface RunDataFlags extends OpenFlags {
  readonly dataDir?: string;
  readonly data?: readonly string[];
}

/** The data that a run was trained on, from where they are now. @throws CLI_USAGE for a flag that is of other data, CLI_DATA_GONE */
export function dataOf(folder: string, run: OpenRun, flags: RunDataFlags): Promise<LoadedData> {
  return loadRecordedData(folder, run, placeOf(flags, folder, run));
}

/** Where the data are now. @throws CLI_USAGE for a flag that is of other data */
function placeOf(
  { data, dataDir }: RunDataFlags,
  folder: string,
  { config, dataFrom }: OpenRun,
): Partial<DataSettings> {
  if (dataFrom === 'code') {
    const flag = data ? '--data' : dataDir !== undefined ? '--data-dir' : undefined;
    if (flag === undefined) return {};
    throw cliError('CLI_USAGE', `${flag} has no effect: code brings the data of ${folder}. Leave it out`);
  }
  const own = dataFrom === 'tables';
  if ((own ? dataDir : data) !== undefined) {
    const [wrong, trained, right] = own
      ? ['--data-dir', 'your own data', '--data FILES']
      : ['--data', config.dataset, '--data-dir DIR'];
    throw cliError('CLI_USAGE', `${wrong} is not of the data that ${folder} was trained on, ${trained}. Give ${right}`);
  }
  return { ...(data && { data: [...data] }), ...(dataDir !== undefined && { dataDir, simulate: undefined }) };
}
