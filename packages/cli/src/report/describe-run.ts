import { isDeepStrictEqual } from 'node:util';
import { CONFIG_KEYS, type Config } from '../config.js';
import { PRESETS } from '../presets.js';

/** Settings that make no other experiment of a run: where things are, how often they are saved, and the seed. */
const SAME_GROUP: readonly (keyof Config)[] = [
  'dataset',
  'preset',
  'seed',
  'dataDir',
  'simulate',
  'threads',
  'checkpointSteps',
  'checkpointMinutes',
];

/** What a run is described by. */
export interface DescribedRun {
  readonly config: Config;
  readonly simulated: boolean;
  readonly data: { readonly checksum: string };
}

/**
 * A run in words: data set, preset, and the settings that are not the preset's, e.g. `FD001 · quick · epochs 2`. Runs of equal
 * words repeat one experiment, with other seeds perhaps; NASA's data are always the same, simulated fleets are told apart.
 */
export function groupOf({ config, simulated, data }: DescribedRun): string {
  const preset: Partial<Config> = PRESETS[config.preset];
  const changed = CONFIG_KEYS.filter(
    (key) => !SAME_GROUP.includes(key) && !isDeepStrictEqual(config[key], preset[key]),
  ).map((key) => `${key} ${Array.isArray(config[key]) ? config[key].join(', ') : String(config[key])}`);
  const fleet = simulated ? [`simulated fleet ${data.checksum.slice(0, 6)}`] : [];
  return [config.dataset, config.preset, ...changed, ...fleet].join(' · ');
}

/** {@link groupOf} and the seed. */
export function titleOf(run: DescribedRun): string {
  return `${groupOf(run)} · seed ${run.config.seed}`;
}
