import { type Fleet, RANGE_KINDS, type RangeChecks, type Scaler, timeText, type Windows } from '@amnl/data-fleet';

/** Share of predictions out of range beyond which it is not a few rows, but the wrong data. */
const FEW = 0.05;

const WORDS: Readonly<Record<string, string>> = {
  value: 'from its mean',
  settings: 'from the nearest operating condition',
  together: 'from what the other channels say',
};

/** Counts predictions out of range, part by part, and says so in words. */
export class RangeTally {
  predictions = 0;
  out = 0;
  /** Units whose last prediction is from fewer rows than a window has. */
  short = 0;
  #units = 0;
  #first = '';
  #firstShort = '';
  #steps = 0;
  readonly #channels = new Map<string, number>();
  readonly #stuck = new Set<string>();
  readonly #trained: Scaler['data']['history'];

  constructor({ data }: Pick<Scaler, 'data'>) {
    this.#trained = data.history;
  }

  add(fleet: Fleet, windows: Windows, checks: RangeChecks): void {
    this.predictions += checks.inRange.length;
    for (const [i, flag] of checks.inRange.entries()) {
      if (windows.last[i] === 1) this.#countRows(fleet, windows, i);
      if (flag === 1) continue;
      this.out += 1;
      const name = fleet.channels[checks.channel[i]!];
      const kind = RANGE_KINDS[checks.kind[i]!]!;
      if (name === undefined) this.#steps += 1;
      else if (kind === 'stuck') this.#stuck.add(name);
      else this.#channels.set(name, (this.#channels.get(name) ?? 0) + 1);
      if (this.#first !== '') continue;
      const at = timeText(fleet, windows.unit[i]!, windows.time[i]!) + (fleet.clock ? '' : ` ${fleet.timeUnit}`);
      const what = this.#what(fleet, kind, name, checks.deviation[i]!);
      this.#first = `${fleet.noun} ${windows.units[windows.unit[i]!]} at ${at}, ${what}`;
    }
  }

  #what({ timeUnit }: Fleet, kind: (typeof RANGE_KINDS)[number], name: string | undefined, deviation: number): string {
    if (name === undefined) {
      const middle = this.#trained!.step!.median;
      const [here, there] = [deviation * middle, middle].map((step) => Number(step.toPrecision(3)));
      return `where rows are ${here} ${timeUnit} apart, in training ${there}`;
    }
    if (kind === 'stuck') {
      return `where ${name} has had the same value for ${deviation} rows, in training for ${this.#trained!.longestStill[name]} at most`;
    }
    return `where ${name} is ${Math.round(Math.abs(deviation))} standard deviations ${WORDS[kind]}`;
  }

  #countRows({ noun, offsets }: Fleet, { window, unit, units, row }: Windows, i: number): void {
    this.#units += 1;
    const rows = row[i]! - offsets[unit[i]!]! + 1;
    if (rows >= window) return;
    this.short += 1;
    this.#firstShort ||= `${noun} ${units[unit[i]!]} with ${rows}`;
  }

  /** Share of the predictions that are out of range. */
  get share(): number {
    return this.predictions === 0 ? 0 : this.out / this.predictions;
  }

  /** Whether more than {@link FEW} are. */
  get many(): boolean {
    return this.share > FEW;
  }

  /** What the user must know; undefined where all are in range. */
  inWords(): string | undefined {
    if (this.out === 0) return undefined;
    const percent = (100 * this.share).toFixed(this.share < 0.1 ? 1 : 0);
    const what = `${this.out} of ${this.predictions} predictions (${percent} %) are from rows unlike all that the network was trained on`;
    const advice = this.many ? ['Do not trust them', ...this.#advice()].join('. ') : 'Do not trust those';
    return `${what}, the first at ${this.#first}. ${advice}`;
  }

  #advice(): string[] {
    const most = [...this.#channels].sort(([, a], [, b]) => b - a).slice(0, 3);
    const names = (some: readonly string[]) => some.slice(0, 3).join(', ');
    return [
      ...(this.#steps > 0 ? ['Give rows as far apart as those of training'] : []),
      ...(this.#stuck.size > 0 ? [`Check whether the sensor still measures: ${names([...this.#stuck])}`] : []),
      ...(most.length > 0
        ? [
            `Check the columns and units of ${names(most.map(([name]) => name))}, and whether these are the machines that it was trained on`,
          ]
        : []),
    ];
  }

  /** That there are units with fewer rows than a window has; undefined if there are none. */
  shortInWords({ noun }: Fleet, window: number): string | undefined {
    if (this.short === 0) return undefined;
    const which = `${this.short} of ${this.#units} ${noun}s ${this.short === 1 ? 'has' : 'have'} fewer rows than the window of ${window}`;
    return `${which}, the first ${this.#firstShort}: the window is filled up with the first row, and shows the network less of a course. Give all rows that there are`;
  }
}
