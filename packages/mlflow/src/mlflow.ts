import { type Metrics, type Plugin, RecentReports, type Run, type StopReason } from '@amnl/core-loop';
import type { RunStatus } from './entry.js';
import { serverOf } from './environment.js';
import { NAME } from './errors.js';
import { openTrackedRun } from './open-tracked-run.js';
import { type MlflowOptions, withDefaults } from './options.js';
import { originTags } from './origin.js';
import type { Sent, TrackedRun } from './tracked-run.js';

/**
 * Tracks a run with an MLflow server, over its REST interface. The server and the credentials come from MLflow's own
 * variables: `MLFLOW_TRACKING_URI`, `MLFLOW_TRACKING_USERNAME` and `…_PASSWORD` or `…_TOKEN`, `MLFLOW_EXPERIMENT_NAME`.
 *
 * - the metrics of every epoch, with the number of finished epochs as step, and `speed/…`;
 * - with `everySteps` `train/…` within epochs, the means since the last point, with the optimiser step as step;
 * - parameters, tags of source and versions, files of the folder, and how the run ended.
 *
 * Everything goes into `mlflow.jsonl` of the folder first, and from there to the server in the background. Training never waits
 * for it; what has not arrived when the fit ends is sent later, by `amnl track DIR`. A continued run, in the same folder, is the
 * same MLflow run.
 *
 * @throws CL_OPTION_INVALID, and from `fitStart` MF_ENVIRONMENT, MF_FOLDER_UNUSABLE, MF_FOLDER_IN_USE, MF_OUTBOX_INVALID
 * @see https://mlflow.org/docs/latest/rest-api.html
 */
export function mlflow(options: MlflowOptions): Plugin {
  const { dir, run: about, params, tags, everySteps, artifacts, endSeconds, send } = withDefaults(options);
  const recent = new RecentReports();
  /** The fit in progress. */
  let tracked: TrackedRun | undefined;

  return {
    name: NAME,
    after: ['checkpoint', 'report'], // their files are there when ours are sent
    hooks: {
      async fitStart(run) {
        if (send) serverOf(process.env);
        const onNotice = (message: string) => void run.events.emit('run:notice', { by: NAME, message });
        tracked = await openTrackedRun(dir, { ...about, send, onNotice });
        if (tracked.continued) tracked.resume();
        tracked.params({ seed: run.seed, epochs: run.epochs, parameters: parameterCount(run), ...params });
        tracked.tags({ ...(await originTags()), ...tags });
      },
      async epochStart(run) {
        if (everySteps !== undefined) await recent.begin(run);
      },
      stepEnd(run) {
        const { step } = run.progress;
        if (everySteps === undefined || step % everySteps !== 0) return;
        return recent.look(run).then((metrics) => tracked?.metricsWithin(under('train', metrics), step));
      },
      async epochEnd(run, metrics) {
        tracked?.metrics({ ...metrics, ...speed(run) }, run.history.length);
        // Before anything is saved: a run that is continued from here has all its points. It waits for the disk only.
        await tracked?.flush().catch(() => undefined); // a failing disk has been reported
      },
      async fitEnd(run, reason) {
        if (tracked === undefined) return;
        tracked.tags({ stopped_by: reason.by, stopped_because: reason.because });
        tracked.end(statusOf(reason));
        tracked.artifacts(artifacts);
        const sent = await tracked.send(send ? endSeconds : 0);
        tracked = undefined;
        const message = inWords(sent, dir, send);
        if (message !== undefined && endSeconds > 0) run.events.emit('run:notice', { by: NAME, message });
      },
    },
    async dispose() {
      await tracked?.close();
    },
  };
}

/** A run that can be continued counts as killed: MLflow has no better word. */
function statusOf({ by, unfinished }: StopReason): RunStatus {
  if (by === 'error') return 'FAILED';
  return unfinished ? 'KILLED' : 'FINISHED';
}

function inWords({ complete, trouble, url }: Sent, dir: string, send: boolean): string | undefined {
  if (complete) return url && `view this run in MLflow: ${url}`;
  const why = trouble === undefined ? ' there was no time.' : ` ${trouble.detail}.`;
  const what = send ? `not everything was sent to MLflow:${why}` : 'nothing was sent to MLflow.';
  return `${what} Send the rest later with 'amnl track ${dir}'`;
}

/** Number of trainable parameters. */
function parameterCount({ model }: Run): number {
  return Object.values(model.parameters).reduce((sum, { size }) => sum + size, 0);
}

function speed(run: Run): Metrics {
  const { seconds, samplesPerSecond } = run.history.at(-1)!;
  return { 'speed/epoch_seconds': seconds, 'speed/samples_per_second': samplesPerSecond };
}

function under(group: string, metrics: Metrics): Metrics {
  return Object.fromEntries(Object.entries(metrics).map(([name, value]) => [`${group}/${name}`, value]));
}
