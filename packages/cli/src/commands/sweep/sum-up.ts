import { plainText } from '@amnl/core-loop/plain-text';
import type { Config } from '../../config/config.js';
import { SIMULATED_IN_WORDS } from '../../config/selection.js';
import { varyingSettings } from '../../plan/define/folder-names.js';
import type { LeftOut } from '../../plan/halving-file.js';
import type { Standing } from '../../plan/standing.js';
import type { SweepGroup, SweepRun, SweepSummary } from '../../schemas/sweep.js';
import { figuresIn } from '../folds/fold-result.js';
import { spreads } from '../spreads.js';
import { bestSoFar } from './run-figures.js';

/** The figure by which runs are compared: of the epoch that was chosen, over the units that it was chosen on. */
export const SELECTED = 'selected_RMSE_last_cycle';

/** Settings that repeat a run. */
const REPEATS: readonly string[] = ['seed', 'fold'] satisfies readonly (keyof Config)[];

/** How the runs of a plan stand, with what came of runs that repeat each other. */
export type GroupedSummary = SweepSummary & { readonly groups: SweepGroup[] };

/** How the runs of a plan stand. @param leftOut by successive halving, by index */
export function runsOf(standings: readonly Standing[], leftOut: LeftOut): SweepSummary {
  const varying = varyingSettings(standings.map(({ run }) => run.config));
  const runs = standings.map((standing): SweepRun => {
    const { run, state, record, history, metrics, failure } = standing;
    const best = bestSoFar(standing);
    const stopped = state === 'interrupted' ? leftOut.get(run.index) : undefined;
    return {
      index: run.index,
      folder: run.name,
      state,
      settings: Object.fromEntries(
        varying.flatMap((key) => (run.config[key] === undefined ? [] : [[key, run.config[key]]])),
      ),
      epochs: history.length,
      of: run.config.epochs,
      selection: (record?.config ?? run.config).selection,
      best_epoch: best?.epoch ?? null,
      best_so_far: best?.value ?? null,
      ...(stopped !== undefined && { stopped_after: stopped }),
      ...(failure && { failure: { code: failure.code, message: plainText(failure.message, 1000) } }),
      ...(metrics && { figures: { [SELECTED]: metrics.selected_RMSE_last_cycle, ...figuresIn(metrics) } }),
    };
  });
  const complete = runs.every(({ state, stopped_after }) => state === 'done' || stopped_after !== undefined);
  const simulated = standings.some(({ record }) => record?.simulated);
  const warning = simulated && { warning: SIMULATED_IN_WORDS };
  return { format: 'amnl-sweep', version: 1, simulated, ...warning, complete, runs };
}

/** The same with what came of runs that repeat each other; those of one data set stand together, the best first. */
export function withGroups(summary: SweepSummary): GroupedSummary {
  const groups = new Map<string, SweepRun[]>();
  for (const run of summary.runs) {
    const key = JSON.stringify(repeated(run.settings));
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  const made = [...groups.values()].map(
    (runs): SweepGroup => ({
      settings: repeated(runs[0]!.settings),
      runs: runs.map(({ index }) => index),
      figures: spreads(runs.flatMap(({ figures }) => (figures ? [figures] : []))),
    }),
  );
  const datasets = [...new Set(made.map(({ settings }) => settings['dataset']))];
  const rank = ({ settings }: SweepGroup) => datasets.indexOf(settings['dataset']);
  const figure = ({ figures }: SweepGroup) => figures[SELECTED]?.mean ?? Number.POSITIVE_INFINITY;
  // `sort` is stable: groups without a figure keep their order. Infinity − Infinity gives no order.
  made.sort((a, b) => rank(a) - rank(b) || (figure(a) === figure(b) ? 0 : figure(a) - figure(b)));
  return { ...summary, groups: made };
}

function repeated(settings: SweepRun['settings']): SweepRun['settings'] {
  return Object.fromEntries(Object.entries(settings).filter(([key]) => !REPEATS.includes(key)));
}
