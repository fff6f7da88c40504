import { basename } from 'node:path';
import type { Timings } from '@amnl/core-loop';
import { bestEpoch, finiteNumbers, type RulResults, type RunData, thinned } from '@amnl/report';
import { healthNote } from '../config/health.js';
import { SIMULATED_IN_WORDS } from '../config/selection.js';
import { MONITOR } from '../pipeline/monitor.js';
import type { StoredRun } from '../run-folder/run-record.js';
import { dataFacts } from '../schemas/data-facts.js';
import type { HistoryLine } from '../schemas/history.js';
import type { StepLine } from '../schemas/steps.js';
import { groupOf, titleOf } from './describe-run.js';
import { factsOf } from './facts.js';
import { judged } from './judged.js';
import { headline, metricFacts } from './metric-facts.js';

/** What {@link pageData} is made from: the files of a run, read. */
export interface PageDataParts {
  readonly folder: string;
  readonly record: StoredRun;
  readonly history: readonly HistoryLine[];
  readonly steps: readonly StepLine[];
  /** Content of `metrics.json`; absent where the run has not come to its end. */
  readonly metrics: Readonly<Record<string, unknown>> | undefined;
  readonly results: RulResults | undefined;
  /** Where the time went; absent before the first epoch is over, and in runs of earlier versions. */
  readonly timings?: Timings | undefined;
  /** Whether a process trains in the folder. */
  readonly training: boolean;
}

/** A run as report and live page show it. */
export function pageData({
  folder,
  record,
  history,
  steps,
  metrics,
  results,
  training,
  timings,
}: PageDataParts): RunData {
  const { config, simulated } = record;
  const { timeUnit } = dataFacts(record.data, config.dataset);
  // An ensemble has no epochs of its own: no curve, no best one, no time of training.
  const epochs = record.members ? [] : history;
  const points = epochs.map(({ epoch, metrics, seconds, samplesPerSecond }) => ({
    epoch,
    metrics: judged(finiteNumbers(metrics), timeUnit),
    seconds,
    samplesPerSecond: samplesPerSecond ?? 0,
  }));
  const best = bestEpoch(points, MONITOR);
  const warnings = [simulated ? SIMULATED_IN_WORDS : undefined, healthNote(config)].filter(
    (text) => text !== undefined,
  );
  return {
    name: basename(folder),
    title: titleOf(record),
    state: metrics !== undefined ? 'done' : training ? 'training' : 'interrupted',
    epochs: config.epochs,
    history: points,
    steps: thinned(steps).map((step) => ({ ...step, metrics: judged(step.metrics, timeUnit) })),
    monitor: MONITOR,
    metricFacts: metricFacts(timeUnit, config.rulCap),
    headline: headline(timeUnit),
    ...(best && { best }),
    ...(metrics && { stop: { by: String(metrics['stopped_by']), because: String(metrics['stopped_because']) } }),
    ...(record.selection !== undefined && { selection: record.selection }),
    ...(warnings.length > 0 && { warning: warnings.join('. ') }),
    group: groupOf(record),
    seed: config.seed,
    ...(config.fold !== undefined && { fold: config.fold }),
    ...(results && { results }),
    facts: factsOf(record, metrics, timings),
  };
}
