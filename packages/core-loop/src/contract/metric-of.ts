import { TrainError } from '../errors/errors.js';
import { didYouMean } from '../errors/nearest.js';
import type { Metrics } from './records.js';
import type { Run } from './run.js';
import { EvaluatorToken, valueIfBound } from './tokens.js';

const ADVICE = 'Set { monitor } to one of them';

/**
 * The value of the metric that a plugin monitors.
 * @param by the plugin, prefixed to the message
 * @param advice what to do if it is not reported, appended to the message
 * @throws CL_METRIC_UNKNOWN with the names of what is reported
 */
export function metricOf(by: string, metrics: Metrics, name: string, advice = ADVICE): number {
  if (Object.hasOwn(metrics, name)) return metrics[name]!;
  throw new TrainError('CL_METRIC_UNKNOWN', unknownMetrics([name], [{ metrics }], advice)!, { by });
}

/**
 * For `fitStart` of a plugin that monitors a metric: refuses, before anything is trained, a `val_` metric of a run that evaluates
 * nothing. Other names are known only once they are reported: see {@link metricOf}.
 * @param otherwise what else can be done, appended to the message
 * @throws CL_METRIC_UNKNOWN
 */
export function needEvaluationFor(by: string, run: Pick<Run, 'get'>, name: string, otherwise = ''): void {
  if (!name.startsWith('val_') || valueIfBound(run, EvaluatorToken) !== undefined) return;
  throw new TrainError(
    'CL_METRIC_UNKNOWN',
    `no metric '${name}' can be reported: the trainer evaluates nothing. Give validation data with the option \`evaluation\`, or set { monitor: 'loss' }${otherwise}`,
    { by },
  );
}

/**
 * For `epochEnd` of a plugin that only shows a metric: like {@link metricOf}, but once it was reported, an epoch without it is a gap,
 * and no reason to end a training.
 * @throws CL_METRIC_UNKNOWN
 */
export function needReported(by: string, { history }: Pick<Run, 'history'>, name: string): void {
  const unknown = unknownMetrics([name], history, ADVICE);
  if (unknown !== undefined) throw new TrainError('CL_METRIC_UNKNOWN', unknown, { by });
}

/**
 * What to say of metrics that no epoch has reported, e.g. in a `run:notice`; undefined if there is none.
 * @param advice what to do, appended to the message
 */
export function unknownMetrics(
  wanted: readonly string[],
  history: readonly { readonly metrics: Metrics }[],
  advice: string,
): string | undefined {
  const names = [...new Set(history.flatMap(({ metrics }) => Object.keys(metrics)))];
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length === 0) return undefined;
  const isEvaluated = (name: string) => name.startsWith('val_');
  const unevaluated = unknown.some(isEvaluated) && !names.some(isEvaluated);
  const hint = unevaluated ? ' (names with val_ come from the option `evaluation`)' : '';
  const near = unknown.map((name) => didYouMean(name, names)).join('');
  const listed = unknown.map((name) => `'${name}'`).join(', ');
  return `no metric ${listed}; reported: ${names.join(', ') || 'nothing'}${hint}.${near} ${advice}`;
}
