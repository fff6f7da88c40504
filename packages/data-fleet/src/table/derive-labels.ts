import { fleetError } from '../errors.js';
import { type Fleet, lastTime } from '../fleet.js';
import type { HealthBorders, LabelRules } from '../labels.js';
import { median } from '../median.js';

/** Of the median life of failed units. NASA's turbofans are customarily capped at 125 cycles, 0.63 of the median life of 199 of the first set. */
const CAP = 0.6;
/** Of the cap: the turbofans' customary 50 and 15 cycles of 125. */
const BORDERS = { degrading: 0.4, critical: 0.12 };

/**
 * Cap and health borders if they are not given, from the median life of the units that failed, in two significant digits;
 * `notice` says what was chosen, and from what. Throws `DF_NO_LIFE` if that median is 0.
 */
export function deriveLabels(
  fleet: Fleet,
  given: { rulCap?: number | undefined; healthBorders?: HealthBorders | undefined },
): { labels: LabelRules; notice: string | undefined } {
  const life = medianLife(fleet);
  if (!(life > 0) && given.rulCap === undefined) {
    const why = `most of the failed ${fleet.noun}s of ${fleet.name} have one row, so their life is 0`;
    throw fleetError('DF_NO_LIFE', `${why}. Give their histories, or the cap as \`rulCap\``);
  }
  const rulCap = given.rulCap ?? roundTo2(CAP * life);
  const base = Number.isFinite(rulCap) ? rulCap : CAP * life;
  const healthBorders = given.healthBorders ?? {
    degrading: roundTo2(BORDERS.degrading * base),
    critical: roundTo2(BORDERS.critical * base),
  };
  const { degrading, critical } = healthBorders;
  const said = [
    given.rulCap === undefined &&
      `the cap of the remaining life is ${rulCap} (${CAP} of the median life of failed units, ${Number(life.toPrecision(6))})`,
    given.healthBorders === undefined &&
      `a ${fleet.noun} is degrading from ${degrading} and critical from ${critical} on (${BORDERS.degrading} and ${BORDERS.critical} of the cap)`,
  ].filter((text) => text !== false);
  const notice = said.length > 0 ? `Not given, so derived, in ${fleet.timeUnit}: ${said.join('; ')}` : undefined;
  return { labels: { rulCap, healthBorders }, notice };
}

/** Median life of the units whose life is known, from their first row on. */
function medianLife(fleet: Fleet): number {
  const lives = fleet.ends.flatMap((end, unit) => {
    if (end.kind === 'running') return [];
    const remaining = end.kind === 'truncated' ? end.remaining : 0;
    return [lastTime(fleet, unit) + remaining - fleet.times[fleet.offsets[unit]!]!];
  });
  return median(lives);
}

function roundTo2(value: number): number {
  return Number(value.toPrecision(2));
}
