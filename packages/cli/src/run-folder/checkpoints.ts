import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { checkpoint, resumeLatest } from '@amnl/checkpoint';
import { type Difference, numberOf, type Plugin, TrainError, type Trainer } from '@amnl/core-loop';
import type { Config } from '../config/config.js';
import { packageVersions } from '../files/package-versions.js';
import { MONITOR } from '../pipeline/monitor.js';
import { underTodaysNames } from '../schemas/earlier-names.js';
import { cliError } from '../terminal/errors.js';
import { inform, notice } from '../terminal/terminal.js';
import { shown } from './resume.js';
import { RUN_FILES } from './run-folder.js';
import { settingsChecksum } from './settings-checksum.js';

/** The `checkpoint` plugin of a run: after every epoch, and within epochs as the settings say. */
export function checkpoints(folder: string, config: Config, dataChecksum: string): Plugin {
  const { checkpointSteps: steps, checkpointMinutes: minutes } = config;
  return checkpoint({
    dir: join(folder, RUN_FILES.checkpoints),
    monitor: MONITOR.metric,
    mode: MONITOR.mode,
    every: { ...(steps > 0 && { steps }), ...(minutes > 0 && { minutes }) },
    about: {
      config: settingsChecksum(config),
      data: dataChecksum,
      versions: JSON.stringify(packageVersions()),
    },
  });
}

/** Whether there is something to resume from. */
export async function hasCheckpoint(folder: string): Promise<boolean> {
  for (const name of [RUN_FILES.last, RUN_FILES.previous]) {
    if (await stat(join(folder, name)).catch(() => undefined)) return true;
  }
  return false;
}

/**
 * Puts a run where its newest whole checkpoint stands; at its beginning where it has none yet.
 * @param epochs of the whole run
 * @param allowed whether it may have been made with a different setup
 * @throws CLI_RESUME_CHANGED with every difference: the settings are the same then, the pipeline made of them is not;
 *   CLI_CONFIG_INVALID if it has trained more than `epochs`
 */
export async function continueRun(
  trainer: Trainer,
  folder: string,
  { epochs, allowed }: { readonly epochs: number; readonly allowed: boolean },
): Promise<void> {
  if (!(await hasCheckpoint(folder))) {
    inform('This run has no checkpoint yet; starting from the beginning');
    return;
  }
  const say = ({ message }: { readonly message: string }) => notice(message);
  trainer.events.on('run:notice', say);
  try {
    await resumeLatest(trainer, join(folder, RUN_FILES.checkpoints), allowed ? { allow: true } : {});
  } catch (error) {
    throw error instanceof TrainError && error.code === 'CL_SETUP_CHANGED' ? changed(folder, error) : error;
  } finally {
    trainer.events.off('run:notice', say);
  }
  // A run of an earlier release has NASA's score under its earlier name, where "best" looks for the one of today.
  for (const record of trainer.run.history) Object.assign(record, { metrics: underTodaysNames(record.metrics) });
  const { epoch, batch, step } = trainer.run.progress;
  if (epoch > epochs) {
    throw cliError(
      'CLI_CONFIG_INVALID',
      `the run in ${folder} has trained ${numberOf(epoch, 'epoch')}, more than epochs = ${epochs}. Give --epochs ${epoch} to finish it as it is, or more to train longer`,
    );
  }
  const within = batch === 0 ? '' : ` and ${numberOf(batch, 'batch', 'batches')}`;
  inform(`Resuming after ${numberOf(epoch, 'complete epoch')}${within} (step ${step})`);
}

function changed(folder: string, error: TrainError): TrainError {
  const list = (error.cause as readonly Difference[])
    .map(({ place, was, is }) => `${place}: ${shown(was)} → ${shown(is)}`)
    .join('; ');
  return cliError(
    'CLI_RESUME_CHANGED',
    `the checkpoint in ${folder} was made with a different setup, perhaps by another version (${list}). Resume with the version that made it, or add --allow-config-change`,
    error,
  );
}
