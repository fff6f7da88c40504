import { fleetError } from '../errors.js';
import type { Clock, Fleet, Role, UnitEnd } from '../fleet.js';
import type { CollectedRows } from './collect.js';
import { endsByColumn, endsByFailures, endsNow, type Failure } from './ends.js';
import { fillMissing } from './missing.js';
import type { MissingPolicy } from './options.js';
import { type SortedRows, sortRows } from './order.js';
import { resampleRows, type TimedRows } from './resample.js';
import { UNIT_MS } from './time-cell.js';

/** What a fleet is other than its rows. */
export interface FleetPlan {
  readonly name: string;
  readonly noun: string;
  readonly timeUnit: string;
  readonly role: Role;
  readonly settings: readonly string[];
  readonly missing: MissingPolicy;
  readonly resample?: number | undefined;
  /** `true`: every unit failed; `'column'`: the rows say so; or failures in the numbers of the time column. */
  readonly failed?: true | 'column' | readonly Failure[] | undefined;
}

/** A fleet without its origin, and what there is to say about it. */
export interface Assembled {
  readonly fleet: Omit<Fleet, 'origin'>;
  readonly notices: readonly string[];
}

const LATER =
  'Values filled by interpolation know later ones, which a prediction cannot: figures of held-out units may be too good. Fill forward to be sure';

/**
 * Collected rows as a fleet: sorted, with ends, at even steps if asked, without gaps. The columns are given up on the way, so that
 * rows and fleet are never in memory together as a whole.
 */
export function assembleFleet(rows: CollectedRows, plan: FleetPlan): Assembled {
  const { channels } = rows;
  if (rows.unit.length === 0) throw fleetError('DF_TABLE_EMPTY', `${plan.name} has no rows. Give a table with some`);
  const sorted = sortRows(rows);
  const { units } = sorted;
  const clock = clockOf(rows, sorted, plan.timeUnit);
  let timed: TimedRows = { offsets: sorted.offsets, times: timesOf(rows, sorted, clock), values: new Float32Array(0) };
  const again = new Set<string>();
  const ends = endsOf(rows, sorted, { plan, clock, times: timed.times, again });
  timed = { ...timed, values: takeValues(rows, sorted) };
  if (plan.resample !== undefined) {
    timed = resampleRows(
      timed,
      plan.resample,
      channels.map((name) => plan.settings.includes(name)),
    );
  }
  const { name, noun, timeUnit, role, settings } = plan;
  const fleet = { name, noun, timeUnit, role, channels, settings, units, ends, ...timed, ...(clock && { clock }) };
  const filled = fillMissing(fleet, plan.missing);
  const total = filled.reduce((a, b) => a + b, 0);
  const each = channels.flatMap((channel, i) => (filled[i]! > 0 ? [`${channel} ${filled[i]}`] : []));
  const runAgain =
    again.size === 0 ? [] : [`Counted as running, for rows after the failure in the table: ${[...again].join(', ')}`];
  if (total === 0) return { fleet, notices: runAgain };
  const said = `${total} missing values of ${timed.values.length} were filled: ${each.join(', ')}`;
  const later = plan.missing === 'error' || plan.missing.fill === 'forward' ? [] : [LATER];
  return { fleet, notices: [...runAgain, said, ...later] };
}

function clockOf({ time, times }: CollectedRows, { offsets, order }: SortedRows, timeUnit: string): Clock | undefined {
  const { format } = times;
  if (format === undefined || format === 'number') return undefined;
  const unitMs = UNIT_MS[timeUnit];
  if (unitMs === undefined) {
    const known = Object.keys(UNIT_MS).join(', ');
    throw fleetError('DF_TIME_UNIT', `timestamps cannot be counted in ${timeUnit}. Choose one of ${known}`);
  }
  const starts = Float64Array.from({ length: offsets.length - 1 }, (_, unit) => time.at(order[offsets[unit]!]!));
  return { format, zone: times.zone ?? '', unitMs, starts };
}

function timesOf({ time }: CollectedRows, { offsets, order }: SortedRows, clock: Clock | undefined): Float64Array {
  const all = new Float64Array(order.length);
  for (let unit = 0; unit < offsets.length - 1; unit++) {
    for (let i = offsets[unit]!; i < offsets[unit + 1]!; i++) all[i] = inUnits(time.at(order[i]!), unit, clock);
  }
  time.clear();
  return all;
}

/** A number of the time column in the fleet's unit of time. */
function inUnits(time: number, unit: number, clock: Clock | undefined): number {
  return clock ? (time - clock.starts[unit]!) / clock.unitMs : time;
}

function endsOf(
  rows: CollectedRows,
  sorted: SortedRows,
  { plan, clock, times, again }: { plan: FleetPlan; clock: Clock | undefined; times: Float64Array; again: Set<string> },
): UnitEnd[] {
  const { failed } = plan;
  const { units, offsets } = sorted;
  if (failed === 'column') return endsByColumn(rows, sorted);
  if (failed === true || failed === undefined) return units.map(() => ({ kind: failed ? 'failed' : 'running' }));
  const index = new Map(units.map((name, i) => [name, i]));
  const inFleet = failed.map((failure) => {
    const known = index.get(failure.unit);
    if (failure.time === undefined || known === undefined) return failure;
    return { ...failure, time: inUnits(failure.time, known, clock) };
  });
  const lastTimes = units.map((_, i) => times[offsets[i + 1]! - 1]!);
  return plan.role === 'unknown'
    ? endsNow(units, lastTimes, inFleet, again)
    : endsByFailures(units, lastTimes, inFleet);
}

/** All values, row-major in the sorted order; each column's memory is given back as soon as it is taken. */
function takeValues({ values }: CollectedRows, { order }: SortedRows): Float32Array {
  const width = values.length;
  const all = new Float32Array(order.length * width);
  for (const [c, column] of values.entries()) {
    for (let i = 0; i < order.length; i++) all[i * width + c] = column.at(order[i]!);
    column.clear();
  }
  return all;
}
