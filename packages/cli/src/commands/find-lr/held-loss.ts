import type { Metrics } from '@amnl/core-loop';

/** What the curve shows, for people. */
export const HELD_LOSS =
  'the mean of the two task losses (RUL and health), each divided by its value at the first step';

/** What the curve of a loss of one's own shows, for people. */
export const OWN_LOSS = 'the loss of the run';

/**
 * The AMNL total with its running means held at the first batch: ½·L_rul/L_rul,0 + ½·L_health/L_health,0, so 1 at first. The total
 * itself is divided by means that follow the losses, and stays near 1 whatever the rate does.
 */
export function heldLoss(): (reported: Metrics) => number {
  let first: Metrics | undefined;
  return (reported) => {
    first ??= reported;
    const share = (name: string) => (0.5 * reported[name]!) / first![name]!;
    return share('rul_loss') + share('health_loss');
  };
}
