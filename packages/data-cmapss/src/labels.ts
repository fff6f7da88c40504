/** Health states by class number, as `rulToHealth` numbers them. */
export const HEALTH_STATES = ['healthy', 'degrading', 'critical'] as const;
/** A name in {@link HEALTH_STATES}. */
export type HealthState = (typeof HEALTH_STATES)[number];

/** The greatest RUL of each health state, in cycles and in the order of {@link HEALTH_STATES}. */
export const HEALTH_BORDERS = [Number.POSITIVE_INFINITY, 50, 15] as const;

/** RUL above which labels are constant: the paper's piece-wise linear target, in cycles. */
export const RUL_CAP = 125;

/**
 * The capped label, min(rul, cap).
 * @param rul remaining useful life in cycles
 * @param cap in cycles; `Infinity`: no cap
 */
export function capRul(rul: number, cap: number = RUL_CAP): number {
  return Math.min(rul, cap);
}

/**
 * Class of a remaining life: 0 healthy (RUL > 50), 1 degrading (15 < RUL ≤ 50), 2 critical (RUL ≤ 15). Source: the AMNL
 * training loop's `rul_to_health_state`. A cap of 51 or more does not change it.
 * @param rul remaining useful life in cycles
 */
export function healthState(rul: number): 0 | 1 | 2 {
  const [, degrading, critical] = HEALTH_BORDERS;
  return rul > degrading ? 0 : rul > critical ? 1 : 2;
}
