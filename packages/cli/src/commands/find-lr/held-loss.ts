import type { Metrics } from '@amnl/core-loop';
import type { Config } from '../../config/config.js';

/** What the curve shows, for people. */
export function heldInWords({ loss }: Pick<Config, 'loss'>): string {
  return loss === 'rul'
    ? 'the RUL loss, divided by its value at the first step'
    : 'the mean of the two task losses (RUL and health), each divided by its value at the first step';
}

/** What the curve of a loss of one's own shows, for people. */
export const OWN_LOSS = 'the loss of the run';

/**
 * The AMNL total with its running means held at the first batch: ½·L_rul/L_rul,0 + ½·L_health/L_health,0, so 1 at first. The total
 * itself is divided by means that follow the losses, and stays near 1 whatever the rate does.
 */
export function heldLoss({ loss }: Pick<Config, 'loss'>): (reported: Metrics) => number {
  const tasks = loss === 'rul' ? ['rul_loss'] : ['rul_loss', 'health_loss'];
  let first: Metrics | undefined;
  return (reported) => {
    first ??= reported;
    const share = (name: string) => reported[name]! / tasks.length / first![name]!;
    return tasks.reduce((sum, name) => sum + share(name), 0);
  };
}
