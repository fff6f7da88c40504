import type { HostTensors } from '@amnl/core-loop';
import { HEALTH_STATES, type Windows } from '@amnl/data-fleet';
import { countsCycles } from '../schemas/data-facts.js';

/** One prediction. */
export interface Prediction {
  /** Name of the unit, and time of the window's last row. */
  readonly unit: string;
  readonly time: number;
  /** Remaining useful life, in the unit of time of the data. */
  readonly rul: number;
  readonly health: (typeof HEALTH_STATES)[number];
  /** Probabilities of the three states; their sum is 1. */
  readonly probabilities: readonly number[];
}

/** Columns of `amnl predict`. @param timeUnit of the data; where that is cycles, the time is a cycle */
export function predictionColumns(timeUnit: string): readonly string[] {
  const time = countsCycles(timeUnit) ? 'cycle' : 'time';
  return ['unit', time, 'rul', 'health', ...HEALTH_STATES.map((state) => `p_${state}`)];
}

/**
 * Reads the network's outputs row by row.
 * @param outputs `rul` [N], `health` [N, 3] logits
 * @param windows that were predicted, in their order
 */
export function readPredictions(
  outputs: HostTensors,
  { units, unit, time }: Pick<Windows, 'units' | 'unit' | 'time'>,
): Prediction[] {
  const rul = outputs['rul']!.data;
  const logits = outputs['health']!.data;
  const states = HEALTH_STATES.length;
  return Array.from({ length: unit.length }, (_, i) => {
    const probabilities = softmax(Array.from(logits.subarray(i * states, (i + 1) * states)));
    const best = probabilities.indexOf(Math.max(...probabilities));
    return {
      unit: units[unit[i]!]!,
      time: time[i]!,
      rul: rul[i]!,
      health: HEALTH_STATES[best]!,
      probabilities,
    };
  });
}

/** The cells of a row, in the order of {@link predictionColumns}: RUL with 3 decimals, probabilities with 6. */
export function predictionCells({ unit, time, rul, health, probabilities }: Prediction): string[] {
  return [unit, String(time), rul.toFixed(3), health, ...probabilities.map((p) => p.toFixed(6))];
}

function softmax(logits: readonly number[]): number[] {
  const largest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}
