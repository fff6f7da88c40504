import { fillUniform } from '@amnl/core-loop';
import type { Cells } from './cells.js';
import { standardised } from './compare.js';
import { addTo, populationStability, smoothingOf, sum } from './psi.js';

/** Sizes of the samples. Of more units than the last, chance is not less: the reference has its own share in it. */
const SIZES = [1, 2, 5, 10, 20, 50, 100];

/** Units below which they do not show how units differ. */
const LEAST_UNITS = 5;

/** Samples that are drawn, and the part of them that stays below the level. */
const DRAWS = 200;
const BELOW = 0.99;

/** Levels of chance of each measure and, last, of the mix of conditions. */
export interface Levels {
  readonly sizes: readonly number[];
  /** [measures + 1, sizes] */
  readonly chance: readonly (readonly number[])[];
}

/**
 * How large a population stability index is by chance alone. Rows of a unit are alike, so what counts is the number of units: units are drawn with
 * replacement, once as a new fleet, once as a reference (a bootstrap of both samples), and compared. A unit of the new fleet comes with a random
 * stretch of its life, as units in service do. The level is that which 99 in 100 new fleets stay below in all measures at once.
 * @param whole counts of each unit's life
 * @param part counts of a stretch of it
 * @param references units in the reference, at most a hundred
 */
export function chanceLevels(
  cells: Cells,
  whole: readonly Float32Array[],
  part: readonly Float32Array[],
  references: number,
): Levels {
  const measures = cells.starts.length;
  if (whole.length < LEAST_UNITS) return { sizes: [], chance: Array.from({ length: measures + 1 }, () => []) };
  const found = SIZES.map(() => Array.from({ length: measures + 1 }, () => new Float64Array(DRAWS)));
  for (let draw = 0; draw < DRAWS; draw++) {
    const reference = new Float64Array(cells.length);
    for (const unit of drawn(whole.length, references, 'reference', draw)) addTo(reference, whole[unit]!);
    const fleet = new Float64Array(cells.length);
    for (const [i, unit] of drawn(whole.length, SIZES.at(-1)!, 'fleet', draw).entries()) {
      addTo(fleet, part[unit]!);
      const size = SIZES.indexOf(i + 1);
      if (size < 0) continue;
      for (const [measure, psi] of stabilities(cells, reference, fleet).entries()) found[size]![measure]![draw] = psi;
    }
  }
  const levels = found.map(commonLevels);
  return {
    sizes: SIZES,
    chance: Array.from({ length: measures + 1 }, (_, i) => levels.map((level) => rounded(level[i]!))),
  };
}

/** Population stability index of each measure, and of the mix of conditions. */
function stabilities(cells: Cells, before: Float64Array, now: Float64Array): number[] {
  const smoothing = smoothingOf(sum(cells.mix(now)));
  const each = cells.bins.map((bins, measure) => {
    const { expected, found } = standardised(cells.of(before, measure), cells.of(now, measure), bins);
    return populationStability(expected, found, smoothing);
  });
  return [...each, populationStability(cells.mix(before), cells.mix(now), smoothing)];
}

/** Levels in proportion to each measure's mean, as high as is needed for so many draws to stay below all of them. */
function commonLevels(draws: readonly Float64Array[]): number[] {
  const means = draws.map((values) => sum(values) / values.length);
  const worst = Float64Array.from({ length: DRAWS }, (_, draw) =>
    draws.reduce((most, values, i) => Math.max(most, means[i]! > 0 ? values[draw]! / means[i]! : 0), 0),
  ).sort();
  const factor = worst[Math.ceil(BELOW * DRAWS) - 1]!;
  return means.map((mean) => mean * factor);
}

function drawn(units: number, count: number, name: string, draw: number): number[] {
  const uniform = fillUniform(new Float32Array(SIZES.at(-1)!), 0, `drift ${name}`, draw);
  return Array.from(uniform.subarray(0, count), (u) => Math.floor(u * units));
}

/** Upwards, to four decimals. */
function rounded(level: number): number {
  return Math.ceil(level * 1e4) / 1e4;
}
