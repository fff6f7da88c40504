import { numberOf } from '@amnl/core-loop';
import type { CalibrationData } from '../schemas/calibration.js';
import { cliError } from '../terminal/errors.js';

/**
 * Costs per unit of time and the fixed age need ages: what a unit has lived since it went into service. A column of numbers may be
 * something else, such as hours of a calendar.
 * @returns what to say where most units are first seen at a greater age than they are seen for: undefined where that is not so
 * @throws CLI_NOT_AGES where times begin below 0
 */
export function agesInWords({ units, timeUnit, rows: { unit, time, remaining } }: CalibrationData): string | undefined {
  const begins: number[] = [];
  let late = 0;
  for (const [row, of] of unit.entries()) {
    if (of === unit[row - 1]) continue;
    const [begin, left] = [time[row]!, remaining[row]!];
    if (begin < 0) {
      throw cliError(
        'CLI_NOT_AGES',
        `the times of '${units[of]}' begin at ${begin} ${timeUnit}, so they are not ages, and nothing can be said of costs per unit of time. Train on times that count from when a unit went into service, or on timestamps`,
      );
    }
    begins.push(begin);
    if (begin > left) late += 1;
  }
  if (2 * late <= begins.length) return undefined;
  const [least, most] = [begins.reduce((a, b) => Math.min(a, b)), begins.reduce((a, b) => Math.max(a, b))];
  return `times are taken as ages: ${late} of ${numberOf(begins.length, 'unit')} held out are first seen at a greater age (${least} to ${most} ${timeUnit}) than they are seen for. If these do not count from when a unit went into service, costs per unit of time and the fixed age mean nothing`;
}
