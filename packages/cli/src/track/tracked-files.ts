import { RUN_FILES } from '../run-folder/run-folder.js';
import { cliError } from '../terminal/errors.js';
import { nearestWords } from '../terminal/nearest-words.js';

/** What `--track-files` may name: the files of a run folder, but those that say how it is written. */
const NAMES = [
  'config',
  'metrics',
  'report',
  'history',
  'steps',
  'predictions',
  'reasons',
  'calibration',
  'scaler',
  'model',
  'rawModel',
  'best',
  'last',
  'tensorboard',
] as const;

/** All files except those that another run has or that only serve to resume the run here. */
const BY_DEFAULT: readonly (typeof NAMES)[number][] = NAMES.filter((name) => name !== 'last' && name !== 'tensorboard');

/**
 * The files of a run folder that go to the tracking server.
 * @param chosen names of them with commas between, or `none`; undefined: all results
 * @throws CLI_USAGE
 */
export function trackedFiles(chosen: string | undefined): readonly string[] {
  if (chosen === 'none') return [];
  const names = chosen === undefined ? BY_DEFAULT : chosen.split(',').map((name) => name.trim());
  return names.map((name) => {
    const known = NAMES.find((one) => one === name);
    if (known === undefined) {
      throw cliError('CLI_USAGE', `unknown name '${name}' in --track-files. ${nearestWords(name, [...NAMES, 'none'])}`);
    }
    return RUN_FILES[known].replaceAll('\\', '/');
  });
}
