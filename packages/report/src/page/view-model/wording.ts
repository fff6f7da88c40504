import type { Mode } from '@amnl/core-loop/better';
import type { MetricFact, RunData } from '../../run-data.js';
import { fixed, number, percent } from '../format.js';

/** What the core and plugins for any model report. */
const KNOWN: Readonly<Record<string, MetricFact>> = {
  loss: { title: 'Total loss' },
  learningRate: { title: 'Learning rate' },
  weightDecay: { title: 'Weight decay' },
  grad_norm: { title: 'Gradient norm', unit: 'before clipping' },
  accuracy: { title: 'Accuracy' },
};

/** Runs that may say what is known of their metrics. */
type Runs = readonly Pick<RunData, 'metricFacts'>[];

/** What is known of a metric: what the first run that knows it says. */
export function factOf(metric: string, runs: Runs): MetricFact {
  const known = runs.find(({ metricFacts }) => metricFacts && Object.hasOwn(metricFacts, metric))?.metricFacts;
  return known?.[metric] ?? (Object.hasOwn(KNOWN, metric) ? KNOWN[metric]! : {});
}

/** A metric's name as a heading; names of which nothing is known stay as they are. */
export function metricTitle(metric: string, runs: Runs): string {
  const { title } = factOf(metric, runs);
  if (title !== undefined) return title;
  if (metric.startsWith('val_')) return `${metricTitle(metric.slice(4), runs)}, evaluation`;
  if (/^[a-z]+_loss$/.test(metric)) return `${metric[0]!.toUpperCase()}${metric.slice(1).replace('_', ' ')}`;
  return metric;
}

/** A value of a metric as text. */
export function metricText(metric: string, value: number | null | undefined, runs: Runs): string {
  const { digits, percent: isShare } = factOf(metric, runs);
  if (isShare) return percent(value);
  return digits === undefined ? number(value) : fixed(value, digits);
}

/** Which way a metric gets better, where its name leaves no doubt. Only sentences depend on it. */
export function directionOf(metric: string, runs: Runs): Mode | undefined {
  const { better } = factOf(metric, runs);
  if (better !== undefined) return better;
  if (metric.startsWith('val_')) return directionOf(metric.slice(4), runs);
  if (/(^|_)loss$/.test(metric)) return 'min';
  return /accuracy/.test(metric) ? 'max' : undefined;
}
