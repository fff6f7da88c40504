/** A metric for people: four significant digits, `12.35`, `0.001`, `1.2e-7`, `NaN`. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value) || value === 0) return String(value);
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e7) return value.toExponential(2).replace(/\.?0+e/, 'e');
  if (size >= 1000) return String(Math.round(value));
  return String(Number(value.toPrecision(4)));
}

/** The same for figures that change in place: zeros at the end stay, so that their neighbours do not move. */
export function formatSteady(value: number): string {
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e7) return String(value);
  if (!Number.isFinite(value) || size < 1e-3 || size >= 1e7)
    return Number.isFinite(value) ? value.toExponential(2) : String(value);
  return size >= 1000 ? String(Math.round(value)) : value.toPrecision(4);
}

/** A rate with three digits: more would only flicker. */
export function formatRate(value: number): string {
  return formatNumber(Number(value.toPrecision(3)));
}

/** Seconds as `4.2 s`, `3 min 05 s`, `2 h 04 min`. */
export function formatDuration(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 3600 ? minutesAndSeconds(whole) : hoursAndMinutes(Math.round(whole / 60));
}

/** Elapsed time, in whole seconds. */
export function formatElapsed(seconds: number): string {
  return seconds < 60 ? `${Math.floor(seconds)} s` : formatDuration(Math.floor(seconds));
}

/** Remaining time, rounded so that it does not change at every redraw: `45 s`, `2 min 10 s`, `41 min`, `2 h 04 min`. */
export function formatTimeLeft(seconds: number): string {
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const tens = Math.round(seconds / 10) * 10;
  if (tens < 600) return minutesAndSeconds(tens);
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : hoursAndMinutes(minutes);
}

/** A bar of `width` characters, e.g. `━━━━━─────`. @param part from 0 to 1 */
export function formatBar(part: number, width: number): string {
  const full = Math.round(Math.min(1, Math.max(0, part)) * width);
  return '━'.repeat(full) + '─'.repeat(width - full);
}

/** How much of the whole is done, as `62 %`; 100 only when all is. */
export function formatPercent(part: number): string {
  return `${Math.floor(100 * Math.min(1, part) + 1e-9)} %`;
}

function minutesAndSeconds(seconds: number): string {
  return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
}

function hoursAndMinutes(minutes: number): string {
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}
