import { checksum } from '@amnl/core-loop';
import { fleetError } from '../errors.js';
import type { Fleet } from '../fleet.js';
import { RANGE_KINDS, type RangeChecks } from '../in-range.js';
import { lastAtMost } from '../last-at-most.js';
import type { Scaler } from '../scaler.js';
import { binOf } from './bins.js';
import { Cells } from './cells.js';
import { standardised } from './compare.js';
import { type CountsShape, type DriftCountsData, validateCounts } from './counts-data.js';
import type { DriftData, SharesData } from './drift-data.js';
import { DriftGauge } from './drift-gauge.js';
import type { ChannelDrift, DriftOf, DriftReport } from './drift-report.js';
import { type Drifted, findDrifted } from './drifted.js';
import { addTo, chanceOfRows, populationStability, readStability, smoothingOf, sum } from './psi.js';
import { UnitNames } from './unit-names.js';

/** Standard deviations that a value counts as at most in a mean, so that one broken row does not make it. */
const FARTHEST = 100;

/** What rows are counted against. */
export interface DriftCountsOptions {
  /** What the training rows were like. Default: the scaler's. */
  readonly reference?: DriftData | undefined;
  /** Where predicted remaining lives lay. Default: they are not counted. */
  readonly predicted?: SharesData | undefined;
}

/** What comes with rows that are counted. */
export interface CountedRows {
  /** Indices of the rows that are counted, e.g. `Windows.row`. Default: all. */
  readonly row?: ArrayLike<number> | undefined;
  /** Which of these are in range. */
  readonly checks?: RangeChecks | undefined;
  /** What was predicted for them. */
  readonly rul?: ArrayLike<number> | undefined;
}

/**
 * Counts rows against those that a scaler was fitted on: some kilobytes, however many rows. Counts of parts add up to those of the whole.
 * The constructor throws `DF_DRIFT_UNKNOWN` for a scaler of an earlier release, which does not say what its rows were like.
 */
export class DriftCounts {
  readonly #scaler: Scaler;
  readonly #reference: DriftData;
  readonly #predicted: SharesData | undefined;
  readonly #gauge: DriftGauge;
  readonly #measures: readonly SharesData[];
  readonly #cells: Cells;
  readonly #units = new UnitNames();
  readonly #counts: Float64Array;
  readonly #sums: Float64Array;
  readonly #lives: Float64Array | undefined;
  readonly #out = { kinds: new Map<string, number>(), channels: new Map<string, number>() };
  #rows = 0;

  constructor(scaler: Scaler, { reference = scaler.data.drift, predicted }: DriftCountsOptions = {}) {
    if (reference === undefined) {
      const why = `the scaler of ${scaler.data.name} is of an earlier release, and does not say what the training rows were like`;
      throw fleetError('DF_DRIFT_UNKNOWN', `${why}. Fit a reference on them with \`fitDrift\`, or train again`);
    }
    this.#scaler = scaler;
    this.#reference = reference;
    this.#predicted = predicted;
    this.#gauge = new DriftGauge(scaler);
    this.#measures = [...reference.values, ...(reference.alone ?? [])];
    this.#cells = new Cells(
      this.#measures.map(({ borders }) => borders),
      scaler.conditions,
    );
    this.#counts = new Float64Array(this.#cells.length);
    this.#sums = new Float64Array(this.#measures.length);
    this.#lives = predicted && new Float64Array(predicted.borders.length + 1);
  }

  /** Rows that were counted. */
  get rows(): number {
    return this.#rows;
  }

  /**
   * Counts rows of a fleet. Throws `DF_SCALER_MISMATCH` for other channels, and `DF_NOT_FINITE` for a value that is not a number; nothing is
   * counted then.
   */
  add(fleet: Fleet, { row: some, checks, rul }: CountedRows = {}): void {
    this.#scaler.checkFits(fleet);
    const rows = some ?? Int32Array.from(fleet.times.keys());
    const width = fleet.channels.length;
    const [counts, sums] = [new Float64Array(this.#counts.length), new Float64Array(this.#sums.length)];
    const units = new Set<number>();
    for (let i = 0; i < rows.length; i++) {
      this.#gauge.measure(fleet.values, rows[i]! * width);
      for (let measure = 0; measure < sums.length; measure++) {
        const z = this.#gauge.out[measure]!;
        if (Number.isNaN(z)) throw notFinite(fleet, rows[i]!);
        sums[measure]! += Math.round(1000 * Math.max(-FARTHEST, Math.min(FARTHEST, z)));
      }
      this.#cells.count(this.#gauge, counts);
      units.add(lastAtMost(fleet.offsets, rows[i]!));
    }
    this.#rows += rows.length;
    this.#units.add(Array.from(units, (unit) => fleet.units[unit]!));
    addTo(this.#counts, counts);
    addTo(this.#sums, sums);
    if (checks) this.#countOut(fleet, checks);
    if (rul && this.#lives) {
      for (let i = 0; i < rul.length; i++) this.#lives[binOf(this.#predicted!.borders, rul[i]!)]! += 1;
    }
  }

  #countOut({ channels }: Fleet, { inRange, channel, kind }: RangeChecks): void {
    const note = (of: Map<string, number>, name: string) => of.set(name, (of.get(name) ?? 0) + 1);
    for (const [i, flag] of inRange.entries()) {
      if (flag === 1) continue;
      note(this.#out.kinds, RANGE_KINDS[kind[i]!]!);
      note(this.#out.channels, channels[channel[i]!] ?? 'time');
    }
  }

  /** Adds counts that were stored. Throws `DF_DRIFT_INVALID` for damaged ones, `DF_DRIFT_MISMATCH` for those of another run. */
  merge(json: unknown): void {
    const data = validateCounts(json, this.#shape());
    this.#rows += data.rows;
    this.#units.join(data.units);
    addTo(this.#counts, data.cells);
    addTo(this.#sums, data.sums);
    if (this.#lives && data.predicted) addTo(this.#lives, data.predicted);
    for (const of of ['kinds', 'channels'] as const) {
      for (const [name, count] of Object.entries(data.out[of])) {
        this.#out[of].set(name, (this.#out[of].get(name) ?? 0) + count);
      }
    }
  }

  #shape(): CountsShape {
    const { fittedOn, channels, inputs } = this.#scaler.data;
    const about = JSON.stringify([fittedOn, inputs, this.#reference, this.#predicted]);
    return {
      reference: checksum(new TextEncoder().encode(about)),
      cells: this.#counts.length,
      measures: this.#sums.length,
      conditions: this.#scaler.conditions,
      channels,
      predicted: this.#lives?.length,
    };
  }

  /** Plain data for `JSON.stringify`; `merge` reads them. */
  toJSON(): DriftCountsData {
    return {
      format: 'amnl-drift-counts',
      version: 1,
      reference: this.#shape().reference,
      rows: this.#rows,
      units: this.#units.checksums,
      cells: Array.from(this.#counts),
      sums: Array.from(this.#sums),
      out: { kinds: Object.fromEntries(this.#out.kinds), channels: Object.fromEntries(this.#out.channels) },
      ...(this.#lives && { predicted: Array.from(this.#lives) }),
    };
  }

  /** Compares what was counted with training. Throws `DF_DRIFT_EMPTY` if that is nothing. */
  report(): DriftReport {
    if (this.#rows === 0) throw fleetError('DF_DRIFT_EMPTY', 'no rows were counted: nothing can be compared. Add rows');
    const { inputs } = this.#scaler;
    const alone = this.#reference.alone ? (this.#scaler.data.envelope?.together?.inputs ?? []) : [];
    const drifts = this.#drifts(alone);
    const channels = inputs.map((channel, i): ChannelDrift => {
      const at = alone.indexOf(channel);
      const [values, own] = [this.#compare(i), at < 0 ? undefined : this.#compare(inputs.length + at)];
      return {
        channel,
        values,
        alone: own,
        reading: (own ?? values).reading,
        drift: drifts.get(at)?.by,
        follows: alone[[...drifts].find(([, { followers }]) => followers.includes(at))?.[0] ?? -1],
        shift: this.#mean(i),
        outOfRange: (this.#out.channels.get(channel) ?? 0) / this.#rows,
      };
    });
    const { conditions } = this.#reference;
    const lives = this.#lives && sum(this.#lives) > 0 ? this.#lives : undefined;
    return {
      rows: this.#rows,
      units: { count: this.#units.size, atLeast: this.#units.full },
      channels,
      conditions:
        this.#scaler.conditions > 1
          ? this.#judge(conditions.shares, this.#cells.mix(this.#counts), conditions.chance)
          : undefined,
      predicted: lives && this.#judge(this.#predicted!.shares[0]!, lives, this.#predicted!.chance),
      outOfRange: Object.fromEntries(this.#out.kinds),
    };
  }

  /** Sensors that read otherwise than the others say, by their place among those. */
  #drifts(alone: readonly string[]): Map<number, Drifted> {
    const measures = [...alone.keys()].map((i) => this.#scaler.inputs.length + i);
    const suspects = [...alone.keys()].filter((i) => this.#compare(measures[i]!).reading !== 'stable');
    const { precision = [] } = this.#scaler.data.envelope?.together ?? {};
    return findDrifted(
      measures.map((measure) => this.#mean(measure)),
      precision,
      suspects,
    );
  }

  #mean(measure: number): number {
    return this.#sums[measure]! / 1000 / this.#rows;
  }

  #compare(measure: number): DriftOf {
    const { shares, chance } = this.#measures[measure]!;
    const counts = this.#cells.of(this.#counts, measure);
    const { expected, found } = standardised(shares.flat(), counts, this.#cells.bins[measure]!);
    return this.#judge(expected, found, chance);
  }

  #judge(expected: ArrayLike<number>, found: ArrayLike<number>, levels: readonly number[]): DriftOf {
    const rows = sum(found);
    // All rows are in conditions that the reference has none of.
    if (rows === 0) {
      return { psi: 0, chance: undefined, reading: 'unknown', before: Array.from(expected), now: Array.from(found) };
    }
    const psi = populationStability(expected, found, smoothingOf(rows));
    const size = this.#reference.sizes.findLastIndex((size) => size <= this.#units.size);
    const ofUnits = levels[size];
    // Rows of a unit say less than as many of others, and few rows say little whosever they are.
    const chance = ofUnits === undefined ? undefined : ofUnits + chanceOfRows(found.length, rows);
    return {
      psi,
      chance,
      reading: readStability(psi, chance),
      before: shares(expected),
      now: shares(found),
    };
  }
}

function shares(counts: ArrayLike<number>): number[] {
  const total = sum(counts);
  return Array.from(counts, (count) => count / total);
}

function notFinite({ name, units, offsets, times, timeUnit }: Fleet, row: number): Error {
  const where = `${units[lastAtMost(offsets, row)]} at ${times[row]} ${timeUnit}`;
  return fleetError('DF_NOT_FINITE', `${name} has a value that is not a number, of ${where}. Leave such rows out`);
}
