import { fleetError } from './errors.js';
import type { Fleet, Role } from './fleet.js';
import { shown, typeName } from './in-words.js';
import { lastAtMost } from './last-at-most.js';

const ROLES: readonly Role[] = ['train', 'test', 'holdout', 'unknown'];
const KINDS = ['failed', 'running', 'truncated'];
const FORMATS = ['iso', 'epoch-seconds', 'epoch-milliseconds'];
/** Zones that a time can be written in without a table of them. */
const ZONE = /^(?:Z|date|[+-](?:[01]\d|2[0-3]):[0-5]\d)?$/;
/** Instants that a date can be of, ± milliseconds since 1970: ECMAScript's time range. */
const LATEST = 8.64e15;

/** Fleets without a fault. They are not looked at again, so that long ones are passed over once. */
const sound = new WeakSet<Fleet>();

/**
 * Checks a fleet before it is used. `fitScaler`, `splitFleet`, `makeWindows`, `prepareFleet` and `Scaler.transform` do so the first
 * time that they see it: do not write into its arrays afterwards. This function always looks at everything.
 *
 * Throws `DF_FLEET_INVALID`, with the unit, the row, the time and the channel where there are such; `DF_DUPLICATE_ROW` for two rows of a unit
 * with one time, `DF_NOT_FINITE` for a value that is NaN or infinite, `DF_CHANNEL_UNKNOWN` for a setting that is not a channel.
 */
export function checkFleet(fleet: Fleet): void {
  checkFacts(fleet);
  checkUnits(fleet);
  checkOffsets(fleet);
  checkEnds(fleet);
  checkClock(fleet);
  checkTimes(fleet);
  checkValues(fleet);
}

/** {@link checkFleet}, but not again for a fleet that has passed. */
export function checkOnce(fleet: Fleet): void {
  if (sound.has(fleet)) return;
  checkFleet(fleet);
  sound.add(fleet);
}

/** Everything that does not belong to single units. */
function checkFacts(fleet: Fleet): void {
  if (typeof fleet !== 'object' || fleet === null || Array.isArray(fleet)) {
    throw invalid(
      `a fleet is an object with units and their rows, but this is ${shown(fleet)}. See the type \`Fleet\``,
    );
  }
  for (const key of ['name', 'noun', 'timeUnit'] as const) {
    const text = fleet[key];
    if (typeof text === 'string' && text.trim() !== '') continue;
    throw invalid(`\`${key}\` of a fleet must be a text that is not empty, but is ${shown(text)}`);
  }
  const { name, role, settings, channels, origin } = fleet;
  if (!ROLES.includes(role)) throw invalid(`${name} has the role ${shown(role)}. Give one of ${ROLES.join(', ')}`);
  checkNames(name, 'channels', channels);
  if (channels.length === 0) throw invalid(`${name} has no channels. Name the numbers of a row`);
  checkNames(name, 'settings', settings);
  const unknown = settings.find((setting) => !channels.includes(setting));
  if (unknown !== undefined) {
    const there = `Name one of its channels: ${channels.join(', ')}`;
    throw fleetError(
      'DF_CHANNEL_UNKNOWN',
      `${name} has the setting ${shown(unknown)}, which is not a channel. ${there}`,
    );
  }
  if (typeof origin?.checksum !== 'string' || typeof origin.simulated !== 'boolean') {
    throw invalid(
      `\`origin\` of ${name} must be { checksum: a text, simulated: true or false }, but is ${shown(origin)}`,
    );
  }
}

function checkUnits({ name, noun, units }: Fleet): void {
  checkNames(name, 'units', units);
  if (units.length === 0) throw invalid(`${name} has no units. Give the rows of at least one ${noun}`);
}

function checkNames(name: string, key: 'channels' | 'settings' | 'units', names: readonly string[]): void {
  if (!Array.isArray(names)) throw invalid(`\`${key}\` of ${name} must be a list of names, but is ${shown(names)}`);
  const seen = new Set<unknown>();
  for (const [i, one] of names.entries()) {
    if (typeof one !== 'string' || one === '') {
      throw invalid(`\`${key}[${i}]\` of ${name} must be a name, a text that is not empty, but is ${shown(one)}`);
    }
    if (seen.has(one)) throw invalid(`${name} has ${shown(one)} twice in \`${key}\`. Give each another name`);
    seen.add(one);
  }
}

/** Rows: how many each unit has, and whether there are as many times and values. */
function checkOffsets(fleet: Fleet): void {
  const { name, noun, units, offsets, channels } = fleet;
  if (!isTyped(offsets, 'Int32Array')) throw invalid(notTyped(name, 'offsets', 'an Int32Array', offsets));
  if (!isTyped(fleet.times, 'Float64Array')) throw invalid(notTyped(name, 'times', 'a Float64Array', fleet.times));
  if (!isTyped(fleet.values, 'Float32Array')) throw invalid(notTyped(name, 'values', 'a Float32Array', fleet.values));
  const [rows, numbers] = [fleet.times.length, fleet.values.length];
  if (offsets.length !== units.length + 1) {
    const wanted = `for ${units.length} units there must be ${units.length + 1}, the last one the number of rows`;
    throw invalid(`${name} has ${offsets.length} \`offsets\`; ${wanted}`);
  }
  if (offsets[0] !== 0) throw invalid(`\`offsets\` of ${name} must start with 0, but start with ${offsets[0]}`);
  for (let unit = 0; unit < units.length; unit++) {
    const [from, to] = [offsets[unit]!, offsets[unit + 1]!];
    if (to > from) continue;
    const what = to === from ? 'has no rows' : `ends before it starts`;
    throw invalid(
      `${noun} ${units[unit]} of ${name} ${what}: its \`offsets\` are ${from} and ${to}. They must ascend; leave out a ${noun} without rows`,
    );
  }
  if (offsets.at(-1) !== rows) {
    throw invalid(`\`offsets\` of ${name} end with ${offsets.at(-1)}, but there are ${rows} times, one for each row`);
  }
  if (numbers !== rows * channels.length) {
    const wanted = `${rows} rows of ${channels.length} channels are ${rows * channels.length}`;
    throw invalid(`${name} has ${numbers} \`values\`, but ${wanted}. Give every row a value of every channel`);
  }
}

function checkEnds({ name, noun, units, ends }: Fleet): void {
  if (!Array.isArray(ends)) throw invalid(`\`ends\` of ${name} must be a list, but is ${shown(ends)}`);
  if (ends.length !== units.length) {
    throw invalid(`${name} has ${ends.length} \`ends\` for ${units.length} units. Give one for each ${noun}`);
  }
  for (const [unit, end] of ends.entries()) {
    const fault = faultOfEnd(end as unknown);
    if (fault) throw invalid(`the end of ${noun} ${units[unit]} of ${name} ${fault}`);
  }
}

function faultOfEnd(end: unknown): string | undefined {
  if (typeof end !== 'object' || end === null) {
    return `must be an object such as { kind: 'failed' }, but is ${shown(end)}`;
  }
  const { kind, remaining, survived } = end as Record<string, unknown>;
  if (!KINDS.includes(kind as string)) return `has the kind ${shown(kind)}. Give one of ${KINDS.join(', ')}`;
  const life = kind === 'truncated' ? remaining : kind === 'running' ? (survived ?? 0) : 0;
  if (typeof life === 'number' && life >= 0 && Number.isFinite(life)) return undefined;
  const key = kind === 'truncated' ? 'remaining' : 'survived';
  return `has ${key}: ${shown(life)}. Give a length of time, a number ≥ 0`;
}

function checkClock({ name, units, clock }: Fleet): void {
  if (clock === undefined) return;
  const { format, zone, starts, unitMs } = clock;
  if (!FORMATS.includes(format)) {
    throw invalid(`\`clock.format\` of ${name} is ${shown(format)}. Give one of ${FORMATS.join(', ')}`);
  }
  if (typeof zone !== 'string' || !ZONE.test(zone)) {
    const advice = `Give Z, an offset such as +02:00, '' for none, or date for days`;
    throw invalid(`\`clock.zone\` of ${name} is ${shown(zone)}. ${advice}`);
  }
  if (
    !isTyped(starts, 'Float64Array') ||
    starts.length !== units.length ||
    !starts.every((ms) => Math.abs(ms) <= LATEST)
  ) {
    throw invalid(
      `\`clock.starts\` of ${name} must be a Float64Array with an instant for each of ${units.length} units`,
    );
  }
  if (!(typeof unitMs === 'number' && unitMs > 0 && Number.isFinite(unitMs))) {
    throw invalid(`\`clock.unitMs\` of ${name} must be milliseconds > 0, but is ${shown(unitMs)}`);
  }
}

function checkTimes(fleet: Fleet): void {
  const { offsets, times, units } = fleet;
  for (let unit = 0; unit < units.length; unit++) {
    const first = offsets[unit]!;
    for (let row = first; row < offsets[unit + 1]!; row++) {
      const time = times[row]!;
      if (Number.isFinite(time) && (row === first || time > times[row - 1]!)) continue;
      throw wrongTime(fleet, unit, row);
    }
  }
}

function wrongTime({ name, noun, timeUnit, times, units }: Fleet, unit: number, row: number): Error {
  const time = times[row]!;
  const where = `${noun} ${units[unit]} of ${name}`;
  if (!Number.isFinite(time)) {
    return invalid(`${where} has the time ${time} in row ${row}. Give a number of ${timeUnit} for every row`);
  }
  const rows = `rows ${row - 1} and ${row}`;
  if (time === times[row - 1]) {
    return fleetError('DF_DUPLICATE_ROW', `${where} has time ${time} twice, in ${rows}. Keep one of them`);
  }
  const order = `Sort the rows of each ${noun} by time`;
  return invalid(`time of ${where} goes backwards from ${times[row - 1]} to ${time}, in ${rows}. ${order}`);
}

/** The only pass over all values. */
function checkValues(fleet: Fleet): void {
  const { name, noun, values, channels, offsets, units, times } = fleet;
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue;
    const row = Math.floor(i / channels.length);
    const unit = lastAtMost(offsets, row);
    const where = `of ${noun} ${units[unit]} of ${name} at time ${times[row]} (row ${row})`;
    throw fleetError(
      'DF_NOT_FINITE',
      `${channels[i % channels.length]} ${where} is ${values[i]}. Fill what is missing, and leave out what cannot be measured`,
    );
  }
}

function isTyped(value: unknown, type: string): boolean {
  return ArrayBuffer.isView(value) && typeName(value) === type;
}

function notTyped(name: string, key: string, wanted: string, found: unknown): string {
  return `\`${key}\` of ${name} must be ${wanted}, but is ${shown(found)}`;
}

function invalid(what: string): Error {
  return fleetError('DF_FLEET_INVALID', what);
}
