import type { Fleet } from './fleet.js';

/**
 * A time of a unit as its source writes times: a number, an ISO 8601 time in the source's zone, or an epoch.
 * @param unit 0-based index of the unit
 * @param time in the fleet's unit of time
 */
export function timeText({ clock }: Pick<Fleet, 'clock'>, unit: number, time: number): string {
  if (!clock) return String(time);
  // Whole microseconds: what the arithmetic of time rounds off is smaller.
  const ms = Math.round((clock.starts[unit]! + time * clock.unitMs) * 1000) / 1000;
  if (clock.format === 'epoch-milliseconds') return String(ms);
  if (clock.format === 'epoch-seconds') return String(Math.round(ms * 1000) / 1e6);
  return isoText(ms, clock.zone);
}

/** The same as an ISO 8601 time, whatever the source writes: epochs in UTC. Undefined where the source has no instants. */
export function isoTime({ clock }: Pick<Fleet, 'clock'>, unit: number, time: number): string | undefined {
  if (!clock) return undefined;
  const zone = clock.format === 'iso' ? clock.zone : 'Z';
  return timeText({ clock: { ...clock, format: 'iso', zone } }, unit, time);
}

function isoText(ms: number, zone: string): string {
  const offset = /^([+-])(\d\d):(\d\d)$/.exec(zone);
  const minutes = offset ? Number(`${offset[1]}1`) * (Number(offset[2]) * 60 + Number(offset[3])) : 0;
  const whole = Math.floor(ms);
  const text = new Date(whole + minutes * 60_000).toISOString();
  if (zone === 'date' && ms % 86_400_000 === 0) return text.slice(0, 10);
  const micros = Math.round((ms - whole) * 1000);
  const fraction = `${text.slice(20, 23)}${String(micros).padStart(3, '0')}`.replace(/0+$/, '');
  return `${text.slice(0, 19)}${fraction && `.${fraction}`}${zone === 'date' ? '' : zone}`;
}
