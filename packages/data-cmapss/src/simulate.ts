import { fillNormal, fillUniform, knownOptions } from '@amnl/core-loop';
import type { Fleet } from '@amnl/data-fleet';
import { RAW_COLUMNS } from './columns.js';
import { checkInteger } from './errors.js';
import { asFleet, type CmapssData } from './fleet.js';
import { cmapssRules } from './rules.js';
import {
  COMPRESSOR_SHIFTS,
  CONDITION_SHARES,
  CONDITIONS,
  DECAY,
  DECIMALS,
  FAN_SHARE,
  FAN_SHIFTS,
  INITIAL_WEAR,
  LEVELS,
  LIFE,
  NOISE,
  SPEED_SPREAD,
} from './simulate-statistics.js';
import { asSubset, SUBSETS, type Subset } from './subsets.js';

/** Options of {@link simulateCmapss}. */
export interface SimulateOptions {
  /** Which subset's conditions, fault modes and sizes to imitate. */
  readonly subset: Subset;
  /** Same options, same fleet. Default 42. */
  readonly seed?: number;
  /** Units to train on, up to 20,000. Default: as many as in NASA's subset. */
  readonly trainUnits?: number;
  /** Units to test with, up to 20,000. Default: as many as in NASA's subset. */
  readonly testUnits?: number;
  /** Earlier name of `trainUnits`. @deprecated */
  readonly trainEngines?: number;
  /** Earlier name of `testUnits`. @deprecated */
  readonly testEngines?: number;
}

/** For `knownOptions`. */
export const SIMULATE_OPTIONS = ['subset', 'seed', 'trainUnits', 'testUnits', 'trainEngines', 'testEngines'] as const;

/** Fewest cycles that a test unit shows; NASA's shortest history has 19. */
const SHORTEST_TEST = 19;

/**
 * A simulated fleet with the shape of a C-MAPSS subset, for experiments when NASA's files are not available.
 * Results on it say nothing about NASA's data.
 *
 * Model. A unit starts with a random wear u ~ N(0, 0.155) and fails when its wear reaches 1; in between, the rest decays
 * exponentially towards failure: wear(RUL) = u + (1 − u) · exp(−RUL / τ), τ ≈ 50 cycles, after Saxena et al. (2008). A sensor
 * shows level(condition) + shift(condition, fault, unit) · wear + noise, rounded as in NASA's files. Lives are shifted log-normal.
 * Test units stop with a remaining life drawn evenly from the range of NASA's RUL file. All constants are measured on
 * NASA's files; see `simulate-statistics.ts`. Every number is a pure function of (seed, split, unit).
 */
export function simulateCmapss(options: SimulateOptions): CmapssData {
  knownOptions('simulateCmapss', options, SIMULATE_OPTIONS);
  const subset = asSubset(options.subset);
  const { seed = 42, trainEngines, testEngines } = options;
  const { trainUnits = trainEngines ?? SUBSETS[subset].trainUnits } = options;
  const { testUnits = testEngines ?? SUBSETS[subset].testUnits } = options;
  checkInteger('seed', seed, 0);
  checkInteger('trainUnits', trainUnits, 1, 20_000);
  checkInteger('testUnits', testUnits, 1, 20_000);
  const checksum = `simulated:v1:${subset}:seed=${seed}:train=${trainUnits}:test=${testUnits}`;
  return {
    subset,
    train: simulateFleet(subset, 'train', trainUnits, seed, checksum),
    test: simulateFleet(subset, 'test', testUnits, seed, checksum),
    rules: cmapssRules(subset),
    simulated: true,
    official: false,
    source: 'simulated',
    directory: undefined,
    files: {},
    checksum,
    notices: [`${subset} is a simulated fleet (seed ${seed}), not NASA's data`],
  };
}

function simulateFleet(subset: Subset, split: 'train' | 'test', n: number, seed: number, checksum: string): Fleet {
  const units = Array.from({ length: n }, (_, unit) => drawUnit(subset, split, unit, seed));
  const offsets = new Int32Array(n + 1);
  for (const [i, { cycles }] of units.entries()) offsets[i + 1] = offsets[i]! + cycles;
  const values = new Float32Array(offsets[n]! * RAW_COLUMNS);
  for (const [i, unit] of units.entries()) {
    const rows = values.subarray(offsets[i]! * RAW_COLUMNS, offsets[i + 1]! * RAW_COLUMNS);
    fillHistory(rows, unit, SUBSETS[subset].conditions, seed, `simulate/${split}`, i);
  }
  const rows = { units: Int32Array.from({ length: n }, (_, i) => i + 1), offsets, values };
  const endRul = Int32Array.from(units, ({ endRul }) => endRul);
  return asFleet(rows, { subset, role: split, simulated: true, checksum, endRul });
}

/** What is fixed for a unit before its first flight. */
interface UnitDraw {
  readonly fan: boolean;
  readonly initialWear: number;
  /** How its rotor speeds react to wear, against the mean; standard normal. */
  readonly speedTrend: number;
  /** Time constant in cycles. */
  readonly decay: number;
  /** Cycles shown. */
  readonly cycles: number;
  /** Cycles left after the last one shown. */
  readonly endRul: number;
}

function drawUnit(subset: Subset, split: 'train' | 'test', unit: number, seed: number): UnitDraw {
  const { faultModes, testRul } = SUBSETS[subset];
  const stream = `simulate/${split}/engine`; // the name seeds the draws: another would be another fleet
  const draws = fillNormal(new Float32Array(4), seed, stream, unit);
  const choices = fillUniform(new Float32Array(2), seed, `${stream}/choice`, unit);
  const fan = faultModes === 2 && choices[0]! < FAN_SHARE;
  const { mean, deviation } = fan ? LIFE.fan : LIFE.compressor;
  const life = Math.max(LIFE.least, Math.round(100 + Math.exp(mean + deviation * draws[0]!)));
  const [least, most] = testRul;
  const latest = Math.min(most, life - SHORTEST_TEST);
  const endRul = split === 'train' ? 0 : least + Math.floor(choices[1]! * (latest - least + 1));
  return {
    fan,
    initialWear: INITIAL_WEAR * draws[1]!,
    speedTrend: draws[3]!,
    decay: DECAY.cycles * Math.exp(DECAY.spread * draws[2]!),
    cycles: life - endRul,
    endRul,
  };
}

function fillHistory(
  rows: Float32Array,
  unit: UnitDraw,
  conditions: 1 | 6,
  seed: number,
  stream: string,
  index: number,
) {
  const { fan, initialWear, speedTrend, decay, cycles, endRul } = unit;
  const spread = NOISE.map((_, sensor) => speedTrend * (SPEED_SPREAD[sensor + 1] ?? 0));
  const shifts = fan ? FAN_SHIFTS : COMPRESSOR_SHIFTS;
  const noise = fillNormal(new Float32Array(rows.length), seed, `${stream}/noise`, index);
  const flights = fillUniform(new Float32Array(cycles * 3), seed, `${stream}/flights`, index);
  for (let row = 0; row < cycles; row++) {
    const at = row * RAW_COLUMNS;
    const condition = conditions === 1 ? 0 : pickCondition(flights[row * 3]!);
    const [altitude, mach, throttle] = CONDITIONS[condition]!;
    // Jitter as in the files: both signs at sea level only (FD001, FD003), a few thousandths upwards else.
    if (conditions === 1) {
      rows[at] = 0.0022 * noise[at]!;
      rows[at + 1] = 0.0003 * noise[at + 1]!;
    } else {
      rows[at] = altitude === 0 ? 0.003 * flights[row * 3 + 1]! : altitude - 0.002 + 0.01 * flights[row * 3 + 1]!;
      rows[at + 1] = mach + 0.002 * flights[row * 3 + 2]!;
    }
    rows[at + 2] = throttle;
    const wear = initialWear + (1 - initialWear) * Math.exp(-(endRul + cycles - 1 - row) / decay);
    for (let sensor = 0; sensor < NOISE.length; sensor++) {
      const column = at + 3 + sensor;
      const shift = shifts[condition]![sensor]! + spread[sensor]!;
      const clean = LEVELS[condition]![sensor]! + shift * wear;
      rows[column] = clean + NOISE[sensor]! * noise[column]!;
    }
    for (let i = 0; i < RAW_COLUMNS; i++) rows[at + i] = round(rows[at + i]!, DECIMALS[i]!);
  }
}

function pickCondition(draw: number): number {
  let below = 0;
  for (const [condition, share] of CONDITION_SHARES.entries()) {
    below += share;
    if (draw < below) return condition;
  }
  return CONDITION_SHARES.length - 1;
}

function round(x: number, decimals: number): number {
  const unit = 10 ** decimals;
  return Math.round(x * unit) / unit + 0; // + 0 turns −0 into 0
}
