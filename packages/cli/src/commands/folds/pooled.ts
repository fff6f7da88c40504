import type { HostTensors, Metrics } from '@amnl/core-loop';
import { HEALTH_STATES, type HealthBorders, healthState } from '@amnl/data-fleet';
import { evaluateRul, flatMetrics } from '@amnl/metrics-rul';
import type { Numbers } from '@amnl/report';
import type { PredictionRow } from '../../run-folder/prediction-rows.js';

/** How the truth of predictions is judged. */
export interface TruthRules {
  /** Cap of the targets, in the unit of time of the data. */
  readonly rulCap: number;
  readonly healthBorders: HealthBorders;
}

/** The flat figures of the last predictions of all units together, every unit by the network that has not seen it. */
export function pooledLast(rows: readonly PredictionRow[], { rulCap, healthBorders }: TruthRules): Metrics {
  const states = rows.flatMap(({ health }) => HEALTH_STATES.map((_, state) => (state === health ? 1 : 0)));
  const outputs: HostTensors = {
    rul: { data: Float32Array.from(rows, ({ rul }) => rul), shape: [rows.length] },
    health: { data: Float32Array.from(states), shape: [rows.length, HEALTH_STATES.length] },
  };
  const ints = (of: (row: PredictionRow) => number) => ({ data: Int32Array.from(rows, of), shape: [rows.length] });
  const targets: HostTensors = {
    uncappedRul: { data: Float32Array.from(rows, ({ trueRul }) => trueRul), shape: [rows.length] },
    health: ints(({ trueRul }) => healthState(trueRul, healthBorders)),
    ...(rows.some(({ running }) => running) && { running: ints(({ running }) => Number(running)) }),
  };
  return flatMetrics(evaluateRul(outputs, targets, { cap: rulCap }));
}

/** Figures of a fold over all windows of known lives, and how many these are. */
export interface FoldWindows {
  readonly figures: Numbers;
  readonly windows: number;
}

/** Means over windows: of all folds together they are means of the folds' figures, weighted by windows. Of an RMSE its square is one. */
const MEANS = ['MAE_all_cycles', 'MAE_all_cycles_uncapped', 'health_accuracy_all_cycles'];
const ROOTS = ['RMSE_all_cycles', 'RMSE_all_cycles_uncapped'];

/** What can be said of all windows together without all of them at once: a large fleet has millions. */
export function pooledAll(folds: readonly FoldWindows[]): Metrics {
  const total = folds.reduce((sum, { windows }) => sum + windows, 0);
  const mean = (name: string, power: number) =>
    folds.reduce((sum, { figures, windows }) => sum + (figures[name] ?? Number.NaN) ** power * windows, 0) / total;
  const means = MEANS.map((name) => [name, mean(name, 1)] as const);
  const roots = ROOTS.map((name) => [name, Math.sqrt(mean(name, 2))] as const);
  return Object.fromEntries([...means, ...roots].filter(([, value]) => Number.isFinite(value)));
}
