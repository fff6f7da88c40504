import { nasaErrorAt, nasaScore } from '@amnl/metrics-rul/nasa-score';
import type { RulResults } from '../../run-data.js';

/** On which side of the truth a prediction lies. */
export type Side = 'early' | 'late';

/** Where the shading of the penalty changes. */
export const PENALTY_STEPS: readonly number[] = [1, 3, 10, 30, 100];

/** A stripe next to the diagonal in which the penalty lies between two steps. */
export interface PenaltyBand {
  readonly side: Side;
  /** Penalty at the inner and outer border; `null`: no outer border. */
  readonly scores: readonly [number, number | null];
  /** Signed error in the unit of time at the same borders. */
  readonly errors: readonly [number, number | null];
  /** 1 is next to the diagonal, counted outwards. */
  readonly step: number;
}

/** The shaded stripes on both sides, inner ones first. Within the first step there is none. */
export function penaltyBands(steps: readonly number[] = PENALTY_STEPS): PenaltyBand[] {
  return (['late', 'early'] as const).flatMap((side) => {
    const sign = side === 'late' ? 1 : -1;
    const at = (index: number): number | null =>
      index < steps.length ? sign * nasaErrorAt(steps[index]!, side) : null;
    return steps.map((score, index) => ({
      side,
      scores: [score, steps[index + 1] ?? null] as const,
      errors: [at(index)!, at(index + 1)] as const,
      step: index + 1,
    }));
  });
}

/** How the error of a prediction is to be called: only NASA's penalty says what is near. */
export function verdictOf({ nasaScore: byScore }: Pick<RulResults, 'nasaScore'>, d: number): Side | 'near' {
  return byScore ? verdict(d) : d < 0 ? 'early' : 'late';
}

/** `early`, `late`, or `near` where the penalty is below the first step. */
export function verdict(d: number): Side | 'near' {
  if (nasaScore(d) < PENALTY_STEPS[0]!) return 'near';
  return d < 0 ? 'early' : 'late';
}
