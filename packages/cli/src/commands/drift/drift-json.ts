import type { DriftOf, DriftReport } from '@amnl/data-fleet';

/** What `amnl drift --json` prints: `driftSchema`. */
export function driftJson({ rows, units, channels, conditions, predicted, outOfRange }: DriftReport): object {
  return {
    rows,
    units: units.count,
    units_at_least: units.atLeast,
    out_of_range: outOfRange,
    channels: channels.map(({ channel, reading, alone, values, drift, follows, shift, outOfRange: share }) => ({
      channel,
      reading,
      drift: drift ?? null,
      ...(follows !== undefined && { follows }),
      mean: shift,
      out_of_range: share,
      values: figures(values),
      ...(alone && { alone: figures(alone) }),
    })),
    ...(conditions && { conditions: figures(conditions) }),
    ...(predicted && { predicted: figures(predicted) }),
  };
}

function figures({ psi, chance, reading, before, now }: DriftOf) {
  return { psi, chance: chance ?? null, reading, before, now };
}
