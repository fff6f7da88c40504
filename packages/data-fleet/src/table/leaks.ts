import type { UnitEnd } from '../fleet.js';

/** Rows of units, sorted by unit and time, wherever they are kept. */
export interface KnownRows {
  readonly noun: string;
  readonly channels: readonly string[];
  readonly offsets: ArrayLike<number>;
  readonly ends: readonly UnitEnd[];
  time(row: number): number;
  /** NaN if nothing was measured. */
  value(row: number, channel: number): number;
}

/** Correlation from which on a channel is the remaining life: noise of 4 % of what it varies by is less. */
const NEARLY = 0.999;
/** Fewer rows lie on a line by chance. */
const ROWS = 20;
/** Likewise for a number that each unit has once. */
const UNITS = 5;

/**
 * Channels that are the remaining life of the units whose life is known, or nearly (correlation beyond ±0.999 over all their rows; one sentence
 * each), and those that are constant within each unit and go with its whole life. A count of the hours since the first row is none: it is
 * distinguished from the remaining life as soon as units live for different times. Nor is one that rises to a cap: rows at the greatest value are left
 * out, so a capped remaining life is found, too. Each channel is gone through twice.
 * @param among names of the channels that a network is to see
 */
export function leaksOf(rows: KnownRows, among: readonly string[] = rows.channels): string[] {
  const known = rows.ends.flatMap(({ kind }, unit) => (kind === 'running' ? [] : [unit]));
  return rows.channels.flatMap((name, channel) => {
    if (!among.includes(name)) return [];
    const what = remainingLife(rows, channel, known) ?? wholeLife(rows, channel, known);
    return what === undefined ? [] : [`${name} ${what}. If it knows the future, put it into \`ignore\``];
  });
}

function remainingLife(rows: KnownRows, channel: number, known: readonly number[]): string | undefined {
  let most = Number.NEGATIVE_INFINITY;
  for (const unit of known) {
    for (let row = rows.offsets[unit]!; row < rows.offsets[unit + 1]!; row++) {
      const value = rows.value(row, channel);
      if (value > most) most = value;
    }
  }
  const [remaining, age] = [new Correlation(), new Correlation()];
  for (const unit of known) {
    const [start, end] = lifeOf(rows, unit);
    for (let row = rows.offsets[unit]!; row < rows.offsets[unit + 1]!; row++) {
      const value = rows.value(row, channel);
      if (!(value < most)) continue;
      const time = rows.time(row);
      remaining.add(value, end - time);
      age.add(value, time - start);
    }
  }
  const found = remaining.value;
  if (remaining.count < ROWS || !isLine(found) || isLine(age.value)) return undefined;
  return `is the remaining life itself, or nearly (correlation ${found.toFixed(4)} over ${remaining.count} rows of failed ${rows.noun}s)`;
}

function wholeLife(rows: KnownRows, channel: number, known: readonly number[]): string | undefined {
  const lives = new Correlation();
  for (const unit of known) {
    const [from, to] = [rows.offsets[unit]!, rows.offsets[unit + 1]!];
    const value = rows.value(from, channel);
    for (let row = from + 1; row < to; row++) if (rows.value(row, channel) !== value) return undefined;
    const [start, end] = lifeOf(rows, unit);
    if (!Number.isNaN(value)) lives.add(value, end - start);
  }
  if (lives.count < UNITS || !isLine(lives.value)) return undefined;
  return `is the same in all rows of a ${rows.noun}, and goes with its whole life (correlation ${lives.value.toFixed(4)} over ${lives.count} failed ${rows.noun}s)`;
}

/** When a unit starts and fails. */
function lifeOf({ offsets, ends, time }: KnownRows, unit: number): [number, number] {
  const end = ends[unit]!;
  const after = end.kind === 'truncated' ? end.remaining : 0;
  return [time(offsets[unit]!), time(offsets[unit + 1]! - 1) + after];
}

function isLine(correlation: number): boolean {
  return Math.abs(correlation) > NEARLY;
}

/** Pearson's correlation of pairs, which come one after the other (Welford's updates). NaN if one side never varies. */
class Correlation {
  count = 0;
  #x = 0;
  #y = 0;
  #xx = 0;
  #yy = 0;
  #xy = 0;

  add(x: number, y: number): void {
    this.count++;
    const [dx, dy] = [x - this.#x, y - this.#y];
    this.#x += dx / this.count;
    this.#y += dy / this.count;
    this.#xx += dx * (x - this.#x);
    this.#yy += dy * (y - this.#y);
    this.#xy += dx * (y - this.#y);
  }

  get value(): number {
    return this.#xy / Math.sqrt(this.#xx * this.#yy);
  }
}
