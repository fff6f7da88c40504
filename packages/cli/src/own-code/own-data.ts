import type { TrainError } from '@amnl/core-loop';
import {
  checkData,
  checkFleet,
  type FleetData,
  type FleetRules,
  fleetRules,
  type Role,
  withAges,
} from '@amnl/data-fleet';
import { fleetChecksum } from '@amnl/data-fleet/node';
import type { AskedConfig, Config } from '../config/config.js';
import { type DataSettings, type LoadedData, loadData } from '../pipeline/load-data.js';
import { shortUnits } from '../pipeline/short-units.js';
import type { RecordedCode } from '../schemas/recorded-code.js';
import { cliError } from '../terminal/errors.js';
import { nearestWords } from '../terminal/nearest-words.js';
import { notice } from '../terminal/terminal.js';
import { invalid, isObject, what } from './checked-exports.js';
import { codeFailed } from './code-file.js';
import type { LoadedCode, UsedCode } from './own-code.js';
import { openRecorded } from './recorded-code.js';
import type { GivenFleet } from './run-definition.js';

/** Members of what a function for data returns; the last four are those of a table, and say nothing new. */
const MEMBERS = ['train', 'test', 'rules', 'notices', 'name', 'files', 'checksum', 'columns'] as const;

/** The code that brings the data, as it was given; undefined if none does. */
export function dataFrom(loaded: readonly LoadedCode[]): UsedCode | undefined {
  return loaded.find(({ definition }) => definition.data)?.used;
}

/**
 * The data of a run: what its code brings, else what its settings say.
 * @param folder of a run that was trained with these settings before
 * @throws CLI_PLUGIN_FAILED, CLI_PLUGIN_INVALID, CLI_DATA_GONE, and what `loadData` throws
 */
export async function loadRunData(
  settings: AskedConfig,
  loaded: readonly LoadedCode[],
  folder?: string,
): Promise<LoadedData> {
  const code = loaded.find(({ definition }) => definition.data);
  const data = code === undefined ? await loadData(settings).catch(gone(folder)) : await ownData(code, settings);
  if (code) for (const message of data.notices) notice(message);
  const short = settings.pad ? shortUnits(settings.window, data.train) : undefined;
  if (short) notice(short);
  return (settings.age ?? data.rules.sinceNew) ? withAges(data) : data;
}

/** What is missing is missed by a run that was trained with it. */
function gone(folder: string | undefined) {
  return (error: unknown): never => {
    const { code, detail } = error as TrainError;
    if (folder === undefined || code !== 'DF_FILE_MISSING') throw error;
    const advice = 'Put them back, or give their new place with --data FILES';
    throw cliError('CLI_DATA_GONE', `data of the run in ${folder} are gone: ${detail}. ${advice}`, error);
  };
}

/** {@link loadRunData} of a run that is done. @param place where its data are now, if it has settings that say so */
export async function loadRecordedData(
  folder: string,
  { config, code }: { readonly config: Config; readonly code: readonly RecordedCode[] },
  place: Partial<DataSettings>,
): Promise<LoadedData> {
  const made = code.findLast(({ brings }) => brings.includes('data'));
  const loaded = made === undefined ? [] : [await openRecorded(folder, made, 'must be the same')];
  return loadRunData({ ...config, ...place }, loaded, place.data ? undefined : folder);
}

async function ownData({ used, definition }: LoadedCode, config: AskedConfig): Promise<LoadedData> {
  let given: unknown;
  try {
    given = await definition.data!({ config });
  } catch (error) {
    throw codeFailed(used.path, 'has a function for data that failed', error);
  }
  const { train: units, test: others, rules: asked, notices: said = [] } = members(used, given);
  const found = (what: string, check: () => void) => sound(used, what, check);
  const name = config.dataset ?? units.name;
  const simulated = units.origin?.simulated === true;
  const unsigned = [asFleet(units, name, 'train'), ...(others ? [asFleet(others, name, 'test')] : [])] as const;
  for (const fleet of unsigned) {
    found(fleet.role, () => checkFleet({ ...fleet, origin: { checksum: '', simulated } }));
  }
  const checksum = fleetChecksum(...unsigned);
  const [train, test] = unsigned.map((fleet) => ({ ...fleet, origin: { checksum, simulated } }));
  let rules = asked;
  let notices = said;
  found('rules', () => {
    if (rules === undefined) {
      const derived = fleetRules(train!, { rulCap: config.rulCap });
      [rules, notices] = [derived.rules, [...said, ...derived.notices]];
    }
    checkData({ train: train!, test, rules });
  });
  const data: FleetData = { train: train!, ...(test && { test }), rules: rules! };
  return { ...data, simulated, source: 'code', directory: undefined, official: false, files: {}, checksum, notices };
}

interface Members {
  readonly train: GivenFleet;
  readonly test?: GivenFleet;
  readonly rules?: FleetRules;
  readonly notices?: readonly string[];
}

/** What is wrong with the whole of it. @throws CLI_PLUGIN_INVALID */
function members(used: UsedCode, given: unknown): Members {
  const returned = 'what its function for data returned';
  if (!isObject(given) || !isObject(given['train'])) {
    const is = isObject(given)
      ? `\`train\` of ${returned} is ${what(given['train'])}`
      : `${returned} is ${what(given)}`;
    throw invalid(
      used,
      `cannot be used: ${is}. Return { train, test, rules }: \`train\` is a fleet, see fleetFromRows of @amnl/data-fleet/node`,
    );
  }
  const unknown = Object.keys(given).find((name) => !(MEMBERS as readonly string[]).includes(name));
  if (unknown !== undefined) {
    const near = nearestWords(unknown, ['train', 'test', 'rules', 'notices']);
    throw invalid(used, `cannot be used: ${returned} has '${unknown}', which is not a part of data. ${near}`);
  }
  const { test, rules, notices = [] } = given;
  for (const [name, value] of Object.entries({ test, rules })) {
    if (value === undefined || isObject(value)) continue;
    throw invalid(
      used,
      `cannot be used: \`${name}\` of ${returned} is ${what(value)}. Give an object, or leave it out`,
    );
  }
  if (!Array.isArray(notices) || notices.some((text) => typeof text !== 'string')) {
    throw invalid(used, `cannot be used: \`notices\` of ${returned} are not a list of texts. Leave them out`);
  }
  return given as unknown as Members;
}

function asFleet({ origin: _, ...fleet }: GivenFleet, name: string, role: Role) {
  return { role, ...fleet, name };
}

/** Says whose fleet is at fault. */
function sound(used: UsedCode, part: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    const { code, detail = (error as Error).message } = error as TrainError;
    throw invalid(used, `cannot be used: \`${part}\` of what its function for data returned: ${detail} (${code})`);
  }
}
