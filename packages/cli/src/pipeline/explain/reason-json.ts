import type { Scaler } from '@amnl/data-fleet';
import { byChannel, byRow, halfOfIt, type Reason } from './reason.js';

/** What reasons of a run have in common, as the files and `--json` have it. */
export function reasonFacts({ data }: Pick<Scaler, 'data'>, simulated: boolean) {
  return {
    method: 'integrated gradients' as const,
    baseline: 'mean of training' as const,
    time_unit: data.timeUnit,
    inputs: [...data.inputs],
    only_conditions: data.settings.filter((name) => !data.inputs.includes(name)),
    simulated,
  };
}

/** A reason, as the files and `--json` have it. */
export function reasonObject(reason: Reason) {
  const { unit, times, timestamp, padding, rul, baselineRul, sum, points } = reason;
  const rows = byRow(reason);
  const half = halfOfIt(reason);
  return {
    unit,
    time: times.at(-1)!,
    ...(timestamp !== undefined && { timestamp }),
    rul: six(rul),
    baseline_rul: six(baselineRul),
    sum: six(sum),
    channels: byChannel(reason).map(({ channel, contribution, scaled }) => ({
      channel,
      contribution: six(contribution),
      scaled: six(scaled),
    })),
    rows: Array.from(times, (time, i) => ({ time, contribution: six(rows[i]!) })),
    half: { ...half, contribution: six(half.contribution) },
    padding,
    points,
  };
}

/** The numbers of a reason, row by row: `contributions` and `scaled` [rows, inputs]. */
export function reasonMatrix({ times, channels, contributions, scaled }: Reason) {
  const width = channels.length;
  const rows = (all: ArrayLike<number>) =>
    Array.from(times, (_, row) => Array.from({ length: width }, (__, i) => six(all[row * width + i]!)));
  return { contributions: rows(contributions), scaled: rows(scaled) };
}

/** Six digits: as many as single precision has. */
function six(value: number): number {
  return Number(value.toPrecision(6));
}
