import { type Metrics, type Plugin, RecentReports, type Run, type StopReason, unknownMetrics } from '@amnl/core-loop';
import { FitLog, NAME } from './fit-log.js';
import { type TensorBoardOptions, withDefaults } from './options.js';
import { Metronome } from './pace.js';
import { keepGradients, prepareGradients, writeHistograms } from './parameter-histograms.js';

/**
 * Writes event files for TensorBoard, with the trainer's step as the step of every point:
 *
 * - `epoch/…` the metrics of every epoch at its end, `speed/…` its seconds and samples per second;
 * - `train/…` within epochs the means of what was reported since the last point, and scalars such as the learning rate;
 * - `weights/…` and `gradients/…`, distributions, on request;
 * - the run's hyper-parameters and how it ended, for the HParams tab.
 *
 * Every fit starts a file. In a continued run, and after a rewind, TensorBoard drops the points beyond the step at which
 * training continues. A failing disk ends the log with one `run:notice`; training continues.
 *
 * @throws CL_OPTION_INVALID, and from `fitStart` TB_FOLDER_UNUSABLE
 * @see https://www.tensorflow.org/tensorboard
 */
export function tensorBoard(options: TensorBoardOptions): Plugin {
  const { dir, pace, histograms, hparams, metrics: results } = withDefaults(options);
  const recent = new RecentReports();
  const metronome = new Metronome(pace);
  /** The fit in progress. */
  let log: FitLog | undefined;
  /** The furthest step of this fit. */
  let reached = 0;
  let columnsWritten = false;

  return {
    name: NAME,
    fingerprint: null, // gradients are only looked at
    // Shows the gradients that the optimiser gets.
    after: ['loss-scale', 'non-finite', 'grad-clip'],
    hooks: {
      async fitStart(run) {
        if (histograms.gradients) prepareGradients(run);
        log = await FitLog.begin(run, dir);
        if (hparams !== undefined) log.writer?.hparams(hparams);
        reached = run.progress.step;
        columnsWritten = false;
      },
      async epochStart(run) {
        const { step } = run.progress;
        if (step < reached) log?.writer?.restart(step);
        reached = step;
        if (pace !== undefined) await recent.begin(run);
      },
      ...(histograms.gradients && { gradients: keepGradients }),
      stepEnd(run) {
        const { step } = run.progress;
        reached = step;
        if (log?.writer === undefined || !metronome.beats(step)) return;
        return recent.look(run).then((metrics) => log?.writer?.scalars(under('train', metrics), step));
      },
      async epochEnd(run, metrics) {
        const writer = log?.writer;
        if (writer === undefined) return;
        writer.scalars({ ...under('epoch', metrics), ...speed(run) }, run.progress.step);
        if (hparams !== undefined && !columnsWritten) {
          writer.experiment(hparams, columnsOf(run, metrics, results));
          const unknown = unknownMetrics(
            results ?? [],
            run.history,
            'Change { metrics }, the columns of the HParams tab',
          );
          if (unknown !== undefined) log?.tell(unknown);
          columnsWritten = true;
        }
        await writeHistograms(run, writer, histograms);
        // Before anything is saved: a run that is continued from here has all its points.
        await log?.flush();
      },
      async fitEnd(_run, reason) {
        const status = statusOf(reason);
        if (hparams !== undefined && status !== undefined) log?.writer?.sessionEnd(status);
        await log?.close();
        log = undefined;
      },
    },
  };
}

/** Undefined for a run that can be continued: TensorBoard keeps the first status it gets. */
function statusOf({ by, unfinished }: StopReason): 'success' | 'failure' | undefined {
  if (by === 'error') return 'failure';
  return unfinished ? undefined : 'success';
}

/** The tags of a run's results: those requested, or all but the scalars of the step. */
function columnsOf(run: Run, metrics: Metrics, results: readonly string[] | undefined) {
  const names = results ?? Object.keys(metrics).filter((name) => !run.scalars.has(name));
  return names.filter((name) => Object.hasOwn(metrics, name)).map((name) => `epoch/${name}`);
}

function speed(run: Run): Metrics {
  const { seconds, samplesPerSecond } = run.history.at(-1)!;
  return { 'speed/epoch_seconds': seconds, 'speed/samples_per_second': samplesPerSecond };
}

function under(group: string, metrics: Metrics): Metrics {
  return Object.fromEntries(Object.entries(metrics).map(([name, value]) => [`${group}/${name}`, value]));
}
