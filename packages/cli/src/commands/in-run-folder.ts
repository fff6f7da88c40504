import { numberOf } from '@amnl/core-loop';
import type { RulPipeline } from '../pipeline/pipeline.js';
import { writeReport } from '../report/write-report.js';
import { continueRun, hasCheckpoint } from '../run-folder/checkpoints.js';
import { type Claim, claimRunFolder } from '../run-folder/claim.js';
import type { ResumedRun } from '../run-folder/resume.js';
import { inform } from '../terminal/terminal.js';
import type { Tracking } from '../track/tracking.js';
import type { Interrupt } from './interrupt.js';
import { Interrupted } from './interrupted.js';

/** A signal has ended the fit. */
export class Stopped extends Error {}

/** The fit was to end here, and to be resumed later. */
export class Paused extends Error {}

/** Where a run is trained, and what with. */
export interface Place {
  readonly folder: string;
  readonly resumed: ResumedRun | undefined;
  readonly interrupt: Interrupt;
  readonly pipeline: RulPipeline;
  readonly tracked: Tracking | undefined;
  /** `--allow-config-change` */
  readonly allowChange: boolean;
  /** The folder, where this process has it already. */
  readonly claim?: Claim | undefined;
}

/** Makes and locks the folder, resumes what it contains and runs `body`. If that fails before anything was saved, nothing is left. */
export async function inRunFolder<T>(place: Place, body: () => Promise<T>): Promise<T> {
  const { folder, resumed, interrupt, pipeline, tracked, allowChange } = place;
  const claim = place.claim ?? (await claimRunFolder(folder, resumed !== undefined));
  let begun = false;
  try {
    if (resumed) await continueRun(pipeline.trainer, folder, { epochs: pipeline.config.epochs, allowed: allowChange });
    begun = true;
    const result = await body();
    await tracked?.finish();
    return result;
  } catch (error) {
    await tracked?.finish(); // before the folder may go
    const saved = resumed !== undefined || (await hasCheckpoint(folder));
    if (saved) claim.release();
    if (saved && begun) await writeReport(folder);
    const removed = !saved && (await claim.discard());
    if (error instanceof Paused) throw error;
    const epochs = pipeline.trainer.run.history.length;
    if (interrupt.signal && (error instanceof Stopped || interrupt.caused(error))) {
      throw new Interrupted(interrupt.signal, epochs, saved ? folder : undefined);
    }
    if (!saved && !removed) inform(`Nothing was saved; what is left in ${folder} could not be removed.`);
    else if (!saved && epochs > 0) inform(`Nothing was saved; ${folder} was removed.`);
    if (saved && begun) inform(`The run failed after ${numberOf(epochs, 'epoch')}; what was saved is in ${folder}.`);
    throw error;
  } finally {
    claim.release();
  }
}
