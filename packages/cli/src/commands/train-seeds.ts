import { flagName } from '../config/setting-descriptions.js';
import { planRuns } from '../plan/define/plan-runs.js';
import { writePlan } from '../plan/write-plan.js';
import { defaultRunName } from '../run-folder/run-folder.js';
import { cliError } from '../terminal/errors.js';
import { inform } from '../terminal/terminal.js';
import { collect } from './sweep/collect.js';
import { definitionOf, THREADS } from './sweep/define.js';
import { trainSweep } from './sweep/run.js';
import { readSweep } from './sweep/status.js';
import type { TrainFlags } from './train-asked.js';

/** What shows, changes or continues one run. */
const OF_ONE = [
  'seed',
  'resume',
  'allowConfigChange',
  'dryRun',
  'watch',
  'tensorboard',
  'stopAfter',
  'plugin',
] as const;
/** Flags of tracking, as those. */
const TRACKING = ['track', 'trackParent', 'trackSteps', 'trackFiles'] as const;

/**
 * `amnl train --seeds 1..5`: a plan of runs that differ in their seed, its training, and what came of it, in one command. Given again with the same
 * `--out` it resumes.
 */
export async function trainSeeds(flags: TrainFlags, seeds: string): Promise<void> {
  const ofOne = [...OF_ONE, ...TRACKING].find((name) => flags[name] !== undefined);
  if (ofOne !== undefined) {
    throw cliError('CLI_USAGE', `${flagName(ofOne)} is for one run, and --seeds trains several. Omit one of the two`);
  }
  const given = Object.fromEntries(Object.entries(flags).filter(([name]) => name !== 'seeds'));
  const runs = planRuns(await definitionOf(undefined, { ...given, seeds, out: flags.out ?? '' }), THREADS);
  const folder = flags.out ?? (await defaultRunName({ ...runs[0]!.config, seeds }));
  const path = await writePlan(folder, runs);
  inform(`${runs.length} runs, planned in ${path}`);
  await trainSweep(folder, {});
  await collect(await readSweep(folder), flags.json);
}
