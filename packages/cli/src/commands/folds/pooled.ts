import type { HostTensors, Metrics } from '@amnl/core-loop';
import { HEALTH_STATES, type HealthBorders, healthState } from '@amnl/data-fleet';
import { evaluateRul, flatMetrics } from '@amnl/metrics-rul';
import type { HeldOutRow } from './held-out-rows.js';

/** How the truth of predictions is judged. */
export interface TruthRules {
  /** Cap of the targets, in the unit of time of the data. */
  readonly rulCap: number;
  readonly healthBorders: HealthBorders;
}

/** The flat figures of the predictions of all folds together, every unit by the network that has not seen it. */
export function pooledFigures(rows: readonly HeldOutRow[], { rulCap, healthBorders }: TruthRules): Metrics {
  const units = new Map<string, number>();
  for (const { unit } of rows) if (!units.has(unit)) units.set(unit, units.size);
  const states = rows.flatMap(({ health }) => HEALTH_STATES.map((_, state) => (state === health ? 1 : 0)));
  const outputs: HostTensors = {
    rul: { data: Float32Array.from(rows, ({ rul }) => rul), shape: [rows.length] },
    health: { data: Float32Array.from(states), shape: [rows.length, HEALTH_STATES.length] },
  };
  const ints = (of: (row: HeldOutRow) => number) => ({ data: Int32Array.from(rows, of), shape: [rows.length] });
  const targets: HostTensors = {
    uncappedRul: { data: Float32Array.from(rows, ({ trueRul }) => trueRul), shape: [rows.length] },
    health: ints(({ trueRul }) => healthState(trueRul, healthBorders)),
    unit: ints(({ unit }) => units.get(unit)!),
    last: ints(({ last }) => Number(last)),
    ...(rows.some(({ running }) => running) && { running: ints(({ running }) => Number(running)) }),
  };
  return flatMetrics(evaluateRul(outputs, targets, { cap: rulCap }));
}
