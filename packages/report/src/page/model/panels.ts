import type { RunData } from '../../run-data.js';
import { metricNames } from './curves.js';
import { metricTitle } from './wording.js';

/** One chart of the learning section: metrics that are looked at together. */
export interface Panel {
  /** Unique on the page, also the name of the chart. */
  readonly id: string;
  readonly title: string;
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

/** Bookkeeping of the loop and smoothed copies of losses that have a panel already. */
const ASIDE = /^(loss_ema_|skipped_steps$|samples$|loss_scale$)/;
const MOST_OTHERS = 6;

/** Chooses the panels for what the runs reported: losses of tasks, RMSE and NASA where it is about RUL, else what there is. */
export function panelsOf(runs: readonly RunData[]): Panels {
  const names = metricNames(runs);
  const known = new Set(names);
  const progress = lossNames(names).map((loss) => withEvaluation(loss, known));
  if (known.has('RMSE_last_cycle')) progress.push(rmsePanel(known));
  if (known.has('nasa_score_paper')) progress.push(single('nasa_score_paper', 'log'));
  progress.push(
    ...otherPanels(runs, names, new Set(progress.flatMap(({ lines }) => lines.map(({ metric }) => metric)))),
  );
  return { progress, rates: RATES.filter((name) => known.has(name)).map((name) => single(name)) };
}

/** Panels for what selects the epoch and, where it is not about RUL, for a few of what else is reported. */
function otherPanels(runs: readonly RunData[], names: readonly string[], shown: ReadonlySet<string>): Panel[] {
  const known = new Set(names);
  const monitored = runs.map(({ monitor }) => monitor.metric);
  // The total beside the losses of tasks is of interest only to whom it selects the epoch.
  const isAside = (name: string): boolean =>
    ASIDE.test(name) || (/^(val_)?loss$/.test(name) && !monitored.includes(name));
  const others = names.filter((name) => !shown.has(name) && !RATES.includes(name) && !isAside(name));
  const wanted = known.has('RMSE_last_cycle') ? others.filter((name) => monitored.includes(name)) : others;
  const baseOf = (name: string): string => (known.has(name.replace(/^val_/, '')) ? name.replace(/^val_/, '') : name);
  const bases = new Set(wanted.map(baseOf));
  const order = [...bases].sort((a, b) => Number(monitored.includes(b)) - Number(monitored.includes(a)));
  return order.slice(0, MOST_OTHERS).map((name) => withEvaluation(name, known));
}

/** A panel for any one metric, with its evaluation beside it where there is one. */
export function panelOf(metric: string, names: readonly string[]): Panel {
  return { ...withEvaluation(metric, new Set(names)), id: 'any-metric' };
}

/**
 * Raw losses of the tasks. The total is left out where there are any: the loss of AMNL divides each task's loss by its own
 * running mean, so its total stays near 1 and says nothing of progress.
 */
function lossNames(names: readonly string[]): string[] {
  const tasks = names.filter((name) => name.endsWith('_loss') && !name.startsWith('val_'));
  if (tasks.length > 0) return tasks;
  const unpaired = names.filter((name) => name.endsWith('_loss') && name !== 'val_loss');
  if (unpaired.length > 0) return unpaired;
  return names.includes('loss') ? ['loss'] : names.filter((name) => name === 'val_loss');
}

function withEvaluation(metric: string, known: ReadonlySet<string>): Panel {
  const evaluation = `val_${metric}`;
  if (!known.has(evaluation)) return single(metric);
  return {
    id: `metric-${metric}`,
    title: metricTitle(metric),
    lines: [
      { metric, label: 'training', role: 'main' },
      { metric: evaluation, label: 'evaluation', role: 'other' },
    ],
    scale: 'linear',
  };
}

function rmsePanel(known: ReadonlySet<string>): Panel {
  const main: PanelLine = { metric: 'RMSE_last_cycle', label: 'last cycle', role: 'main' };
  const all: PanelLine = { metric: 'RMSE_all_cycles', label: 'all cycles', role: 'other' };
  return {
    id: 'metric-RMSE_last_cycle',
    title: 'RMSE',
    lines: known.has(all.metric) ? [main, all] : [main],
    scale: 'linear',
  };
}

function single(metric: string, scale: Panel['scale'] = 'linear'): Panel {
  return {
    id: `metric-${metric}`,
    title: metricTitle(metric),
    lines: [{ metric, label: metricTitle(metric), role: 'main' }],
    scale,
  };
}
