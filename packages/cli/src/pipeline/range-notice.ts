import { type Fleet, RANGE_KINDS, type RangeChecks, timeText, type Windows } from '@amnl/data-fleet';

/** Share of predictions out of range beyond which it is not a few rows, but the wrong data. */
const FEW = 0.05;

const WORDS: Record<(typeof RANGE_KINDS)[number], string> = {
  value: 'from its mean',
  settings: 'from the nearest operating condition',
  together: 'from what the other channels say',
};

/** Counts predictions out of range, part by part, and says so in words. */
export class RangeTally {
  predictions = 0;
  out = 0;
  #first = '';
  readonly #channels = new Map<string, number>();

  add(fleet: Fleet, windows: Windows, { inRange, channel, deviation, kind }: RangeChecks): void {
    this.predictions += inRange.length;
    for (const [i, flag] of inRange.entries()) {
      if (flag === 1) continue;
      this.out += 1;
      const name = fleet.channels[channel[i]!]!;
      this.#channels.set(name, (this.#channels.get(name) ?? 0) + 1);
      const far = Math.round(Math.abs(deviation[i]!));
      const at = timeText(fleet, windows.unit[i]!, windows.time[i]!) + (fleet.clock ? '' : ` ${fleet.timeUnit}`);
      this.#first ||= `${fleet.noun} ${windows.units[windows.unit[i]!]} at ${at}, where ${name} is ${far} standard deviations ${WORDS[RANGE_KINDS[kind[i]!]!]}`;
    }
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
    const most = [...this.#channels].sort(([, a], [, b]) => b - a).slice(0, 3);
    const channels = most.map(([name]) => name).join(', ');
    const advice = this.many
      ? `Do not trust them. Check the columns and units of ${channels}, and whether these are the machines that it was trained on`
      : 'Do not trust those';
    return `${what}, the first at ${this.#first}. ${advice}`;
  }
}
