import { knownOptions, type Mode, requireOption } from '@amnl/core-loop';
import type { ProgressStream } from './stream.js';

/** Options of {@link printProgress} and `progress`. */
export interface ProgressOptions {
  /** Where to write. @default process.stderr, or the console in a browser */
  readonly stream?: ProgressStream;
  /**
   * Metrics to show. A notice names those that the first epoch does not report.
   * @default the task losses, else the loss; what is monitored; three more metrics of the evaluation
   */
  readonly metrics?: readonly string[];
  /**
   * Metric whose best value is shown, or several with their directions: `{ accuracy: 'max' }`.
   * @default in a trainer what `earlyStop` monitors; else val_loss
   */
  readonly monitor?: string | Readonly<Record<string, Mode>>;
  /** Whether a metric named by `monitor` should fall or rise. @default 'min' */
  readonly mode?: Mode;
}

/** The names that the option `monitor` has. */
export function monitoredNames({ monitor = {} }: Pick<ProgressOptions, 'monitor'>): readonly string[] {
  return typeof monitor === 'string' ? [monitor] : Object.keys(monitor);
}

/** Throws `CL_OPTION_INVALID`. */
export function checkOptions(options: ProgressOptions): void {
  knownOptions('progress', options, ['stream', 'metrics', 'monitor', 'mode']);
  const { monitor, mode = 'min' } = options;
  const isName = typeof monitor === 'string' && monitor !== '';
  const isMap = typeof monitor === 'object' && monitor !== null && !Array.isArray(monitor);
  const what = "the name of a metric, or an object like { accuracy: 'max' }";
  requireOption('progress', monitor === undefined || isName || isMap, 'monitor', what, monitor);
  const modes = typeof monitor === 'object' ? Object.entries(monitor) : [['mode', mode] as const];
  for (const [name, way] of modes) {
    const place = typeof monitor === 'object' ? `monitor.${name}` : name;
    requireOption('progress', way === 'min' || way === 'max', place, "'min' or 'max'", way);
  }
}
