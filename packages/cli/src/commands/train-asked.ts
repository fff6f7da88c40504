import { asRecorded } from '../compute/as-recorded.js';
import { chooseCompute } from '../compute/choose-compute.js';
import { completeConfig } from '../config/complete-config.js';
import { type AskedConfig, isFolds } from '../config/config.js';
import type { LoadedCode } from '../own-code/own-code.js';
import { loadRunData } from '../own-code/own-data.js';
import { type Given, loadToGive } from '../pipeline/give-rows.js';
import type { Claim } from '../run-folder/claim.js';
import type { ResumedRun } from '../run-folder/resume.js';
import { wholeNumber } from '../terminal/flag-values.js';
import { inform, notice, printJson } from '../terminal/terminal.js';
import { checkTrackFlags, type TrackFlags, wasTracked } from '../track/tracking.js';
import { dryRun } from './dry-run/dry-run.js';
import { trainFolds } from './folds/train-folds.js';
import { Paused } from './in-run-folder.js';
import { listenToSignals } from './interrupt.js';
import { resumeCommand } from './interrupted.js';
import { portNumber } from './live-page.js';
import { noticeThreads } from './notice-threads.js';
import { trainRun } from './train-run.js';

/** Flags of `amnl train`; those of settings come under the settings' names. */
export interface TrainFlags extends TrackFlags {
  readonly out?: string;
  readonly resume?: string;
  readonly allowConfigChange?: boolean;
  readonly config?: string;
  readonly plugin?: readonly string[];
  readonly set?: readonly string[];
  readonly json?: boolean;
  /** Serve the live page; a text is the port. */
  readonly watch?: boolean | string;
  /** Write event files for TensorBoard. */
  readonly tensorboard?: boolean;
  /** Two steps, and nothing written. */
  readonly dryRun?: boolean;
  /** A run for each. */
  readonly seeds?: string;
  /** The run is one of this plan, at `index`. */
  readonly plan?: string;
  readonly index?: string;
  /** Epochs after which it ends, to be resumed later. */
  readonly stopAfter?: string;
  readonly [setting: string]: unknown;
}

/** What is to be trained, and where. */
export interface AskedRun {
  readonly asked: AskedConfig;
  /** Code of the user's. */
  readonly own: readonly LoadedCode[];
  readonly folder: string;
  /** The run to resume. */
  readonly resumed: ResumedRun | undefined;
  readonly allowChange: boolean;
  /** The folder, where this process has it already. */
  readonly claim?: Claim;
  readonly flags: TrainFlags;
}

/** Checks flags that say what is shown, tracked or left for later, before anything is done. @throws CLI_USAGE */
export function checkOutputFlags({ watch, stopAfter, ...flags }: TrainFlags, resumed: ResumedRun | undefined): void {
  if (typeof watch === 'string') portNumber(watch);
  if (stopAfter !== undefined) wholeNumber('stop-after', stopAfter, 1);
  checkTrackFlags(flags, resumed !== undefined);
}

/** Trains what is asked for and prints the result; or tries it, with `--dry-run`. */
export async function trainAsked({ flags, ...run }: AskedRun): Promise<void> {
  const { asked, own, folder, resumed } = run;
  const { json = false, watch, tensorboard = false } = flags;
  const choice = resumed ? asRecorded(asked, resumed.record) : asked;
  const { engine, threads, library, notices } = await chooseCompute(choice, asked.threads);
  for (const message of notices) notice(message);
  const wanted: AskedConfig = threads === undefined ? asked : { ...asked, threads };
  noticeThreads(wanted, engine);
  const common = { ...run, engine, library };

  if (flags.dryRun) {
    const tracked = flags.track !== undefined || (await wasTracked(folder));
    await dryRun({ ...common, asked: wanted, tensorboard, tracked, json });
    return;
  }

  const interrupt = listenToSignals();
  const stopAfter = flags.stopAfter === undefined ? undefined : Number(flags.stopAfter);
  try {
    const rows = await loadToGive(() => loadRunData(wanted, own, resumed?.folder));
    const parts = { ...common, interrupt, watch, tensorboard, track: flags, stopAfter };
    const result = isFolds(asked)
      ? await trainFolds({ ...parts, data: rows.take(), asked: wanted })
      : await trainRun({ ...parts, config: completeConfig(wanted, rows.about), ...dataOf(wanted, rows) });
    if (json) await printJson(result);
  } catch (error) {
    if (!(error instanceof Paused)) throw error;
    inform(
      `Stopped after ${stopAfter} of ${asked.epochs} epochs; everything is saved. Resume with: ${resumeCommand(folder)}`,
    );
  } finally {
    interrupt.release();
  }
}

/** The units that a fold holds out are looked at again when it is trained; else the rows need not stay. */
function dataOf({ fold }: AskedConfig, rows: Given) {
  return fold === undefined ? { data: rows.about, rows } : { data: rows.take() };
}
