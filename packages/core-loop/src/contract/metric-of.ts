import { TrainError } from '../errors/errors.js';
import { didYouMean } from '../errors/nearest.js';
import type { Metrics } from './records.js';

/**
 * The value of the metric that a plugin monitors.
 * @param by the plugin, prefixed to the message
 * @param advice what to do if it is not reported, appended to the message
 * @throws CL_METRIC_UNKNOWN with the names of what is reported
 */
export function metricOf(
  by: string,
  metrics: Metrics,
  name: string,
  advice = 'Set { monitor } to one of them',
): number {
  if (Object.hasOwn(metrics, name)) return metrics[name]!;
  const names = Object.keys(metrics);
  const reported = names.join(', ') || 'nothing';
  const unevaluated = name.startsWith('val_') && !names.some((other) => other.startsWith('val_'));
  const hint = unevaluated ? ' (names with val_ come from the option `evaluation`)' : '';
  throw new TrainError(
    'CL_METRIC_UNKNOWN',
    `no metric '${name}'; reported: ${reported}${hint}.${didYouMean(name, names)} ${advice}`,
    { by },
  );
}
