import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { plainText } from '@amnl/core-loop/plain-text';
import { CONFIG_KEYS, type Config, WHERE_DATA_ARE } from '../config/config.js';
import { PRESETS } from '../config/presets.js';
import { NASA_SETTINGS } from '../nasa/what-they-say.js';
import { isOwnData } from '../pipeline/load-data.js';
import type { RecordedCode } from '../schemas/recorded-code.js';

/** Settings that make no other experiment of a run: where things are, how often they are saved, the seed, and which fold is held out. */
const SAME_GROUP: readonly (keyof Config)[] = [
  'dataset',
  'preset',
  'seed',
  'fold',
  ...WHERE_DATA_ARE,
  'threads',
  'checkpointSteps',
  'checkpointMinutes',
];

/** What a run is described by. */
export interface DescribedRun {
  readonly config: Config;
  readonly simulated: boolean;
  readonly data: { readonly name?: string; readonly checksum: string; readonly source?: string | undefined };
  readonly code?: readonly Pick<RecordedCode, 'given' | 'sha256'>[] | undefined;
  /** Of an ensemble. */
  readonly members?: readonly { readonly seed: number }[] | undefined;
}

/** A run in words: data set, preset, and the settings that are not the preset's, e.g. `pumps · quick · epochs 2 · seed 42`. */
export function titleOf(run: DescribedRun): string {
  const { fold, seed } = run.config;
  const seeds = run.members?.map((member) => member.seed);
  const which = seeds ? `mean of ${seeds.length} networks, seeds ${seeds.join(', ')}` : `seed ${seed}`;
  return `${settingsOf(run)}${fold === undefined ? '' : ` · fold ${fold}`} · ${which}`;
}

/** The same without seed and fold, and with the data: runs of equal words repeat one experiment, with other seeds or folds perhaps. */
export function groupOf(run: DescribedRun): string {
  return `${settingsOf(run)} · data ${run.data.checksum.replace(/^simulated:/, '').slice(0, 6)}`;
}

function settingsOf({ config, simulated, data, code = [] }: DescribedRun): string {
  const preset: Partial<Config> = {
    ...PRESETS[config.preset],
    ...(!config.data && !isOwnData(data.source) && NASA_SETTINGS), // what the data say themselves; a cap of one's own is shown
  };
  const changed = CONFIG_KEYS.filter(
    (key) => !SAME_GROUP.includes(key) && !isDeepStrictEqual(config[key], preset[key]),
  ).map((key) => `${key} ${Array.isArray(config[key]) ? config[key].join(', ') : String(config[key])}`);
  const own = code.map(({ given, sha256 }) => `${plainText(basename(given), 80)} ${sha256.slice(0, 6)}`);
  const title = [data.name ?? config.dataset, config.preset, ...changed, ...own];
  return [...title, ...(simulated ? ['simulated fleet'] : [])].join(' · ');
}
