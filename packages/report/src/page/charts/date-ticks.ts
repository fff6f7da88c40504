const [SECOND, MINUTE, HOUR, DAY] = [1000, 60_000, 3_600_000, 86_400_000];
/** Milliseconds between ticks; all are read easily. */
const STEPS = [
  ...[1, 2, 5, 10, 20, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 20, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14].map((n) => n * DAY),
];
/** Months between ticks of a longer time. */
const MONTHS = [1, 2, 3, 6, 12, 24, 60, 120];
const MONTH = 30.4 * DAY;

const MOST = 8;

/** Ticks of an axis of times that are shown as dates: where they stand, and what stands there. */
export interface DateTicks {
  readonly times: readonly number[];
  text(time: number): string;
}

/**
 * At most about eight ticks at full days, hours, minutes.
 * @param range of times, each a number of units after `start`
 * @param unitMs milliseconds in a unit
 */
export function dateTicks([from, to]: readonly [number, number], start: number, unitMs: number): DateTicks {
  const [first, last] = [start + from * unitMs, start + to * unitMs];
  const step = STEPS.find((one) => (last - first) / one <= 7);
  if (step === undefined) return monthTicks([first, last], start, unitMs);
  const times: number[] = [];
  // Numbers too large for a date may be so large that a step does not change them.
  for (let at = Math.ceil(first / step) * step; at <= last && times.length < MOST; at += step) {
    times.push((at - start) / unitMs);
  }
  return { times, text: (time) => dateText(start + time * unitMs, step) };
}

/** At firsts of months. */
function monthTicks([first, last]: readonly [number, number], start: number, unitMs: number): DateTicks {
  const step =
    MONTHS.find((one) => (last - first) / (one * MONTH) <= 7) ?? 120 * Math.ceil((last - first) / (120 * MONTH) / 7);
  const from = new Date(first);
  const times: number[] = [];
  for (let month = Math.ceil(from.getUTCMonth() / step) * step; times.length < MOST; month += step) {
    const at = Date.UTC(from.getUTCFullYear(), month);
    if (!(at <= last)) break;
    if (at >= first) times.push((at - start) / unitMs);
  }
  return { times, text: (time) => dateText(start + time * unitMs, MONTH) };
}

/** As exact as the step is; midnight is its day. */
function dateText(ms: number, step: number): string {
  const instant = new Date(Math.round(ms / SECOND) * SECOND);
  // Beyond the years that a date can have there is nothing to write.
  if (Number.isNaN(instant.getTime())) return '';
  const text = instant.toISOString();
  if (step >= MONTH) return text.slice(0, 7);
  if (step >= DAY || text.slice(11, 19) === '00:00:00') return text.slice(5, 10);
  return step >= MINUTE ? text.slice(11, 16) : text.slice(11, 19);
}
