/** Health states by class number. */
export const HEALTH_STATES = ['healthy', 'degrading', 'critical'] as const;
/** A name in {@link HEALTH_STATES}. */
export type HealthState = (typeof HEALTH_STATES)[number];

/** Where a unit's health changes, in its remaining life. */
export interface HealthBorders {
  /** Greatest RUL of a degrading unit. */
  readonly degrading: number;
  /** Greatest RUL of a critical unit; below `degrading`. */
  readonly critical: number;
}

/** What a remaining life means for training and evaluation, in the fleet's unit of time. */
export interface LabelRules {
  /** RUL above which the target is constant: the piece-wise linear target. `Infinity`: no cap. */
  readonly rulCap: number;
  readonly healthBorders: HealthBorders;
}

/** The capped label, min(rul, cap). */
export function capRul(rul: number, cap: number): number {
  return Math.min(rul, cap);
}

/**
 * Class of a remaining life: 0 healthy (RUL > degrading), 1 degrading (critical < RUL ≤ degrading), 2 critical. Source: the
 * AMNL training loop's `rul_to_health_state`. A cap above `degrading` does not change it.
 */
export function healthState(rul: number, { degrading, critical }: HealthBorders): 0 | 1 | 2 {
  return rul > degrading ? 0 : rul > critical ? 1 : 2;
}

/** Class of a unit whose remaining life is not known well enough to say its state. */
export const UNKNOWN_HEALTH = -1;

/**
 * What a lower bound of the remaining life says of the state: 0 healthy, if all lives above it are, else −1. No lower bound can say that a
 * unit is degrading or critical.
 */
export function healthOfBound(bound: number, borders: HealthBorders): 0 | typeof UNKNOWN_HEALTH {
  return healthState(bound, borders) === 0 ? 0 : UNKNOWN_HEALTH;
}

/** Whether a lower bound is still one after capping: at the cap it is the exact target. */
export function isBound(bound: number, cap: number): boolean {
  return bound < cap;
}
