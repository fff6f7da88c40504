import { fleetError } from './errors.js';
import type { Fleet } from './fleet.js';
import type { FleetData } from './fleet-data.js';

/** Name of the channel that {@link withAge} adds. */
export const AGE = 'age';

/**
 * The fleet with its times as a channel of its own, the last one: how long each unit has been in service at a row, in the fleet's unit of
 * time. A fleet that has it is returned as it is.
 * Throws `DF_AGE_UNKNOWN` where times are instants, which say nothing of when a unit went into service, and where the fleet has another
 * channel of this name.
 */
export function withAge(fleet: Fleet): Fleet {
  const { name, noun, channels, times, clock } = fleet;
  if (clock) {
    throw fleetError(
      'DF_AGE_UNKNOWN',
      `the times of ${name} are timestamps, which do not say how long a ${noun} has been in service. Give its age as a channel, e.g. a counter of its hours, or leave \`age\` off`,
    );
  }
  const [from, own] = [channels.length, channels.indexOf(AGE)];
  if (own >= 0) {
    if (times.every((time, row) => fleet.values[row * from + own] === Math.fround(time))) return fleet;
    throw fleetError(
      'DF_AGE_UNKNOWN',
      `${name} has a channel '${AGE}' that differs from its times. It is an input as all others are: leave the setting \`age\` off`,
    );
  }
  const values = new Float32Array(times.length * (from + 1));
  for (const [row, time] of times.entries()) {
    values.set(fleet.values.subarray(row * from, (row + 1) * from), row * (from + 1));
    values[row * (from + 1) + from] = time;
  }
  return { ...fleet, channels: [...channels, AGE], values };
}

/** {@link withAge} of all units; the network sees the channel. */
export function withAges<Data extends FleetData>(data: Data): Data {
  const { train, test, rules } = data;
  const { scaling } = rules;
  const inputs = scaling?.inputs && { inputs: [...new Set([...scaling.inputs, AGE])] };
  return {
    ...data,
    train: withAge(train),
    ...(test && { test: withAge(test) }),
    rules: { ...rules, ...(scaling && { scaling: { ...scaling, ...inputs } }) },
  };
}
