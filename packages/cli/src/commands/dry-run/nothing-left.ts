import type { ResumedRun } from '../../run-folder/resume.js';

/** Of a run that is done, as `amnl train --dry-run --resume RUN --json` prints it: nothing was tried. */
export function nothingLeft({ folder, record }: ResumedRun, because: string) {
  return {
    dry_run: true as const,
    finished: true as const,
    stopped_because: because,
    folder,
    epochs: record.config.epochs,
    steps: 0 as const,
  };
}
