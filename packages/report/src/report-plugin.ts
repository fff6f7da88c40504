import { basename, dirname, resolve } from 'node:path';
import {
  knownOptions,
  type Mode,
  monitorOf,
  needEvaluationFor,
  needReported,
  type Plugin,
  type Run,
  requireOption,
  type StopReason,
  unknownMetrics,
} from '@amnl/core-loop';
import { makeFolders, writeWhole } from '@amnl/core-loop/node';
import { bestEpoch } from './best-epoch.js';
import { checkFacts } from './check-facts.js';
import { LIVE_PORT } from './live/port.js';
import { type LiveServer, serveRun } from './live/serve.js';
import { finiteNumbers } from './numbers.js';
import { renderLivePage, renderReport } from './render.js';
import type { MetricFacts, RunData, StepPoint } from './run-data.js';
import { stepPoints } from './step-points.js';
import { thinned } from './thinned.js';

/** Options of {@link report}. */
export interface ReportOptions {
  /** The page that is written when the fit has ended; an older one is replaced, missing folders are created. @default 'report.html' */
  readonly file?: string;
  /** The heading. @default the file's name without its ending */
  readonly title?: string;
  /** Metric whose best epoch is marked. @default what `earlyStop` monitors; without it 'val_loss', or 'loss' without evaluation */
  readonly monitor?: string;
  /** Which way it gets better. @default 'min' */
  readonly mode?: Mode;
  /** What a reader should know of the metrics, by name: title, unit, digits. @default nothing */
  readonly metricFacts?: MetricFacts;
  /** The metrics that matter most, the most important first. @default none: what is monitored, losses and accuracy */
  readonly headline?: readonly string[];
  /** Further facts about the run on the page, by name: settings, versions, origin of the data. @default nothing */
  readonly facts?: Readonly<Record<string, string | number | boolean>>;
  /** Serves a live page on this machine while it trains; a number is its port, 0 any free one. @default false */
  readonly live?: boolean | number;
}

/** The first of them that is reported. */
const MONITORS = ['val_loss', 'loss'];
const HEADLINE = 'Change { headline } if it will not come';

/**
 * Writes a page with charts when the run has ended, however it ended, and serves the same page live while it trains.
 * `run:notice` says where both are. Following the run costs at most one read of the reported numbers per second.
 *
 * Files that cannot be written and ports that are not available are reported as notices: they do not fail a finished training.
 * @throws CL_OPTION_UNKNOWN, CL_OPTION_INVALID; in the run CL_METRIC_UNKNOWN if `monitor` cannot be reported, or is not in the first epoch
 */
export function report(options: ReportOptions = {}): Plugin {
  knownOptions('report', options, ['file', 'title', 'monitor', 'mode', 'metricFacts', 'headline', 'facts', 'live']);
  const { file = 'report.html', live = false, monitor, mode = 'min', metricFacts = {}, headline = [] } = options;
  requireOption('report', mode === 'min' || mode === 'max', 'mode', "'min' or 'max'", mode);
  checkFacts(metricFacts, headline);
  const port = live === true ? LIVE_PORT : live;
  const isPort = port === false || (Number.isInteger(port) && port >= 0 && port <= 65_535);
  requireOption('report', isPort, 'live', 'true, false or a port', live);
  const path = resolve(file);
  const steps: StepPoint[] = [];
  let ended: StopReason | undefined;
  let server: LiveServer | undefined;
  /** Whether this fit's first epoch has what `headline` names. */
  let looked = false;

  const points = stepPoints((point) => {
    while (steps.length > 0 && steps.at(-1)!.step >= point.step) steps.pop(); // the run was put back
    steps.push(point);
  });
  const tell = ({ events }: Run, message: string) => void events.emit('run:notice', { by: 'report', message });
  const dataOf = (run: Run) => shownRun(run, { ...options, title: options.title ?? titleOf(path) }, steps, ended);

  return {
    name: 'report',
    hooks: {
      ...points,
      async fitStart(run) {
        if (monitor !== undefined) needEvaluationFor('report', run, monitor);
        ended = undefined;
        looked = false;
        await points.fitStart(run);
        if (port === false) return;
        await server?.close();
        const source = { version: () => JSON.stringify([run.progress, ended]), read: () => dataOf(run) };
        try {
          server = await serveRun(source, { page: await renderLivePage(), port, fallbackPort: live === true });
          tell(run, `live page: ${server.url}`);
        } catch (error) {
          tell(run, `no live page: ${(error as Error).message}`);
        }
      },
      epochEnd(run) {
        if (monitor !== undefined) needReported('report', run, monitor);
        const unknown = looked ? undefined : unknownMetrics(headline, run.history, HEADLINE);
        looked = true;
        if (unknown !== undefined) tell(run, unknown);
      },
      async fitEnd(run, reason) {
        ended = reason;
        await points.fitEnd(run, reason);
        await server?.close();
        server = undefined;
        try {
          const html = await renderReport([dataOf(run)]);
          await makeFolders(dirname(path));
          await writeWhole(path, (file) => file.writeFile(html), { replace: true });
          tell(run, `report: ${path}`);
        } catch (error) {
          tell(run, `${path} cannot be written: ${(error as Error).message}`);
        }
      },
    },
    dispose() {
      void server?.close();
    },
  };
}

function shownRun(
  run: Run,
  { title, monitor, mode = 'min', metricFacts, headline, facts = {} }: ReportOptions & { readonly title: string },
  steps: readonly StepPoint[],
  ended: StopReason | undefined,
): RunData {
  const history = run.history.map(({ epoch, metrics, seconds, samplesPerSecond }) => ({
    epoch,
    metrics: finiteNumbers(metrics),
    seconds,
    samplesPerSecond,
  }));
  const reported = MONITORS.find((name) => history.some(({ metrics }) => metrics[name] != null));
  const judged = monitor === undefined ? monitorOf(run) : { metric: monitor, mode };
  const watched = judged ?? { metric: reported ?? 'loss', mode };
  const best = bestEpoch(history, watched);
  const given = Object.entries(facts).map(([name, value]) => [name, String(value)] as const);
  return {
    name: title,
    title,
    state: ended === undefined ? 'training' : ended.by === 'error' || ended.unfinished ? 'interrupted' : 'done',
    epochs: run.epochs,
    history,
    steps: thinned(steps),
    monitor: watched,
    ...(metricFacts && { metricFacts }),
    ...(headline && { headline }),
    ...(best && { best }),
    ...(ended && { stop: { by: ended.by, because: ended.because } }),
    group: title,
    seed: run.seed,
    facts: [
      { title: 'Run', rows: [['seed', String(run.seed)]] },
      ...(given.length > 0 ? [{ title: 'Settings', rows: given }] : []),
    ],
  };
}

function titleOf(path: string): string {
  return basename(path).replace(/\.html?$/i, '');
}
