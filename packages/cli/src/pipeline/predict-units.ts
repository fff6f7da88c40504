import type { HostTensors, Trainer } from '@amnl/core-loop';
import {
  checkWindows,
  type Fleet,
  historyLength,
  isKnown,
  isoTime,
  makeWindows,
  RANGE_KINDS,
  type RangeChecks,
  type Scaler,
  selectUnits,
  type Windows,
  windowSource,
} from '@amnl/data-fleet';
import type { Plan } from '@amnl/maintenance-policy';
import type { Config } from '../config/config.js';
import { command } from '../terminal/command-name.js';
import { cliError } from '../terminal/errors.js';
import { type PlanRule, planFor } from './maintenance.js';
import { type Prediction, readPredictions } from './predictions.js';

/** A prediction, and how far the rows that it was made from are from those of training. */
export interface RangedPrediction extends Prediction {
  readonly inRange: boolean;
  /** The channel that is worst, or `time`; in which way it is, and how far: see `RangeChecks`. */
  readonly worstChannel: string;
  readonly worstKind: (typeof RANGE_KINDS)[number];
  readonly worstDeviation: number;
  /** The last time and the RUL together, where times are timestamps and the RUL is clearly below the cap. */
  readonly failsAbout?: string | undefined;
  /** What to do with the unit, where costs say that. */
  readonly plan?: UnitPlan | undefined;
}

/** A plan, with its date where times are timestamps. */
interface UnitPlan extends Plan {
  readonly changeDate?: string | undefined;
}

/** How units are gone through. */
export interface UnitsOptions {
  readonly window: number;
  /** Only each unit's last row, instead of every one. */
  readonly last: boolean;
  /** Only units that still run. */
  readonly running: boolean;
  /** Part `index` (from 1) of `of`: every unit whose place in the fleet, from 0, has this remainder plus 1. */
  readonly shard?: { readonly index: number; readonly of: number } | undefined;
}

/** Some units with their windows, and which of those are in range. */
export interface UnitsPart {
  readonly fleet: Fleet;
  readonly windows: Windows;
  readonly checks: RangeChecks;
}

/** Rows that are prepared at a time: a few megabytes, and enough for the batches to be full. */
const ROWS = 16_384;

/** Goes through a fleet in parts of whole units, so that the windows of only one are in memory. */
export function* unitsInParts(fleet: Fleet, scaler: Scaler, options: UnitsOptions): Generator<UnitsPart> {
  const { window, last, running, shard: { index, of } = { index: 1, of: 1 } } = options;
  let [units, rows]: [number[], number] = [[], 0];
  const part = (): UnitsPart => {
    const some = selectUnits(fleet, units);
    const windows = makeWindows(some, scaler, { window, which: last ? 'last' : 'every-row' });
    [units, rows] = [[], 0];
    return { fleet: some, windows, checks: checkWindows(some, scaler, windows) };
  };
  for (let unit = index - 1; unit < fleet.units.length; unit += of) {
    if (running && isKnown(fleet, unit)) continue;
    const length = historyLength(fleet, unit);
    if (units.length > 0 && rows + length > ROWS) yield part();
    units.push(unit);
    rows += length;
  }
  if (units.length > 0) yield part();
}

/** Predicts a part. @param rule by which units are planned for; without one there are no plans. @throws CLI_NOT_FINITE */
export async function predictPart(
  trainer: Pick<Trainer, 'predict'>,
  part: UnitsPart,
  config: Pick<Config, 'evaluationBatchSize' | 'rulCap'>,
  rule?: PlanRule,
): Promise<RangedPrediction[]> {
  return predictionsOf(await predictWindows(trainer, part.windows, config.evaluationBatchSize), part, config, rule);
}

/** The network's outputs for windows. */
export function predictWindows(
  trainer: Pick<Trainer, 'predict'>,
  windows: Windows,
  batchSize: number,
): Promise<HostTensors> {
  return trainer.predict(windowSource(noneAlone(windows, batchSize), { batchSize, evaluation: false }));
}

/** What the network's outputs for a part say. @throws CLI_NOT_FINITE */
export function predictionsOf(
  outputs: HostTensors,
  { fleet, windows, checks }: UnitsPart,
  { rulCap }: Pick<Config, 'rulCap'>,
  rule?: PlanRule,
): RangedPrediction[] {
  if (Object.values(outputs).some(({ data }) => !data.every(Number.isFinite))) throw notFinite();
  return readPredictions(outputs, windows).map((prediction, i) => ({
    ...prediction,
    inRange: checks.inRange[i] === 1,
    worstChannel: fleet.channels[checks.channel[i]!] ?? 'time',
    worstKind: RANGE_KINDS[checks.kind[i]!]!,
    worstDeviation: checks.deviation[i]!,
    failsAbout: failsAbout(windows, i, prediction.rul, rulCap),
    plan: rule && unitPlan(windows, i, planFor(prediction, rule, isOpen(prediction.rul, rulCap))),
  }));
}

/** Predictions nearer to the cap say no more than that a unit lives at least about so long. */
const BELOW_CAP = 0.9;

function isOpen(rul: number, cap: number): boolean {
  return !(rul < BELOW_CAP * cap);
}

function failsAbout(windows: Windows, i: number, rul: number, cap: number): string | undefined {
  if (isOpen(rul, cap)) return undefined;
  return dateOf(windows, i, windows.time[i]! + Math.max(0, rul), Math.round);
}

/** A plan is made for a date that is no later; "now" is the row itself. */
function unitPlan(windows: Windows, i: number, plan: Plan): UnitPlan {
  if (plan.changeBy === undefined) return plan;
  const now = windows.time[i]!;
  const { clock, unit } = windows;
  const date = plan.changeBy > now ? dateOf(windows, i, plan.changeBy, Math.floor) : isoTime({ clock }, unit[i]!, now);
  return { ...plan, changeDate: date };
}

/** To the minute, or the second where life is counted in minutes or seconds; undefined if there are no timestamps. */
function dateOf({ clock, unit }: Windows, i: number, age: number, round: (x: number) => number): string | undefined {
  if (!clock) return undefined;
  const [index, step] = [unit[i]!, clock.unitMs >= 3_600_000 ? 60_000 : 1000];
  const start = clock.starts[index]!;
  const at = step * round((start + age * clock.unitMs) / step);
  return isoTime({ clock }, index, (at - start) / clock.unitMs);
}

function notFinite(): Error {
  const causes =
    'Either its weights are not finite, because training diverged, or the rows are far from all it was trained on';
  const advice = `Try it on other rows, or on the test units with '${command('evaluate RUN')}'`;
  return cliError('CLI_NOT_FINITE', `the network predicts NaN or infinity. ${causes}. ${advice}`);
}

/**
 * A batch of one goes through another multiplication, whose last digits may differ: a unit's prediction would depend on which units
 * come with it. So a window that would be alone is given twice; its second prediction is not read.
 */
function noneAlone(windows: Windows, batchSize: number): Windows {
  const { starts } = windows;
  return starts.length % batchSize === 1
    ? { ...windows, starts: Int32Array.from({ length: starts.length + 1 }, (_, i) => starts[i] ?? starts.at(-1)!) }
    : windows;
}
