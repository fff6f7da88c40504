import type { RunData } from '../../run-data.js';
import { metricNames } from './curves.js';
import { factOf, metricTitle } from './wording.js';

/** One chart of the learning section: metrics that are looked at together. */
export interface Panel {
  /** Unique on the page, also the name of the chart. */
  readonly id: string;
  readonly title: string;
  /** What it is counted in, where that is known. */
  readonly unit?: string;
  /** `main` is solid with its points within epochs beneath; `other` is dashed. */
  readonly lines: readonly PanelLine[];
  readonly scale: 'linear' | 'log';
}

/** One metric of a panel. */
export interface PanelLine {
  readonly metric: string;
  readonly label: string;
  readonly role: 'main' | 'other';
}

/** The panels that say how well it learns, and those that say how fast. */
export interface Panels {
  readonly progress: readonly Panel[];
  readonly rates: readonly Panel[];
}

/** Metrics that say how the run was steered rather than how well it did. */
const RATES: readonly string[] = ['learningRate', 'weightDecay', 'grad_norm'];

/** Whether a panel shows one of these. */
export function isRate({ lines }: Panel): boolean {
  return RATES.includes(lines[0]!.metric);
}

/** Bookkeeping of the loop, and running averages of losses that have a panel already. */
const ASIDE = /(^|_)ema(_|$)|^(skipped_steps|samples|loss_scale)$/;
const MOST_OTHERS = 6;

/** Whether a metric is of little interest: bookkeeping, or the total next to the losses of tasks. */
export function isAside(name: string): boolean {
  return ASIDE.test(name) || /^(val_)?loss$/.test(name);
}

/** Chooses the panels for what the runs reported: losses of tasks, what the runs say matters most, else what there is. */
export function panelsOf(runs: readonly RunData[]): Panels {
  const names = metricNames(runs);
  const known = new Set(names);
  const panels = lossNames(names).map((loss) => panelWithin(loss, runs, known));
  const shown = new Set(panels.flatMap(metricsOf));
  for (const name of [...new Set(runs.flatMap(({ headline = [] }) => headline)), ...otherNames(runs, names, shown)]) {
    if (!known.has(name) || shown.has(name)) continue;
    const panel = panelWithin(name, runs, known);
    for (const metric of metricsOf(panel)) shown.add(metric);
    panels.push(panel);
  }
  const rates = RATES.filter((name) => known.has(name)).map((name) => panelWithin(name, runs, known));
  return { progress: panels, rates };
}

/** What selects the epoch and, where no run says what matters, a few of what else is reported. */
function otherNames(runs: readonly RunData[], names: readonly string[], shown: ReadonlySet<string>): string[] {
  const known = new Set(names);
  const monitored = runs.map(({ monitor }) => monitor.metric);
  const isOther = (name: string) => monitored.includes(name) || !isAside(name);
  const others = names.filter((name) => !shown.has(name) && !RATES.includes(name) && isOther(name));
  const anyHeadline = runs.some(({ headline }) => headline !== undefined);
  const wanted = anyHeadline ? others.filter((name) => monitored.includes(name)) : others;
  const baseOf = (name: string): string => (known.has(name.replace(/^val_/, '')) ? name.replace(/^val_/, '') : name);
  const bases = new Set(wanted.map(baseOf));
  const order = [...bases].sort((a, b) => Number(monitored.includes(b)) - Number(monitored.includes(a)));
  return order.slice(0, MOST_OTHERS);
}

/** A panel for any one metric, with its companion or its evaluation next to it, if there is one. */
export function panelOf(metric: string, runs: readonly RunData[]): Panel {
  return { ...panelWithin(metric, runs, new Set(metricNames(runs))), id: 'any-metric' };
}

/** Raw losses of the tasks. The total is left out where there are any: a weighted one says little of progress. */
function lossNames(names: readonly string[]): string[] {
  const tasks = names.filter((name) => name.endsWith('_loss') && !name.startsWith('val_'));
  if (tasks.length > 0) return tasks;
  const unpaired = names.filter((name) => name.endsWith('_loss') && name !== 'val_loss');
  if (unpaired.length > 0) return unpaired;
  return names.includes('loss') ? ['loss'] : names.filter((name) => name === 'val_loss');
}

function panelWithin(metric: string, runs: readonly RunData[], known: ReadonlySet<string>): Panel {
  const { unit, scale = 'linear', beside: companion } = factOf(metric, runs);
  const panel = {
    id: `metric-${metric}`,
    title: metricTitle(metric, runs),
    scale,
    ...(unit !== undefined && { unit }),
  };
  const named = (name: string, role: PanelLine['role']) => ({ metric: name, label: metricTitle(name, runs), role });
  if (companion !== undefined && known.has(companion))
    return { ...panel, lines: [named(metric, 'main'), named(companion, 'other')] };
  const evaluation = `val_${metric}`;
  if (!known.has(evaluation)) return { ...panel, lines: [named(metric, 'main')] };
  return {
    ...panel,
    lines: [
      { metric, label: 'training', role: 'main' },
      { metric: evaluation, label: 'evaluation', role: 'other' },
    ],
  };
}

const metricsOf = ({ lines }: Panel): string[] => lines.map(({ metric }) => metric);
