import { constantChannels } from '../constant-channels.js';
import { fleetError } from '../errors.js';
import { channelIndices, type Fleet } from '../fleet.js';
import type { FleetRules } from '../fleet-data.js';
import { deriveLabels } from './derive-labels.js';
import { leaksOf } from './leaks.js';
import type { TableOptions } from './options.js';

/** What {@link fleetRules} does not have to derive. */
export type GivenRules = Pick<TableOptions, 'inputs' | 'conditions' | 'minStd' | 'rulCap' | 'healthBorders' | 'cut'>;

/**
 * What goes with units to train on, as far as it is not given: all channels that vary as inputs, those that are constant in the part that is not
 * held out left out later (`onlyVarying`), one operating condition, and a cap and health
 * borders by the median life of the units that failed. `notices` says what was derived, and which inputs look as if they knew the future. Throws `DF_NO_CHANNEL` if nothing varies,
 * `DF_CHANNEL_UNKNOWN`, `DF_NO_LIFE`.
 */
export function fleetRules(fleet: Fleet, given: GivenRules = {}): { rules: FleetRules; notices: string[] } {
  const notices: string[] = [];
  const { conditions, minStd, cut } = given;
  channelIndices(fleet, given.inputs ?? []);
  const constant = constantChannels(fleet);
  if (constant.length === fleet.channels.length) {
    throw fleetError(
      'DF_NO_CHANNEL',
      `no channel of ${fleet.name} varies: ${constant.join(', ')}. Give a table with measurements`,
    );
  }
  const inputs = given.inputs ?? fleet.channels.filter((name) => !constant.includes(name));
  const seen = constant.filter((name) => given.inputs?.includes(name));
  const unseen = constant.filter((name) => !inputs.includes(name));
  if (unseen.length > 0) notices.push(`Constant in all rows, so not shown to the network: ${unseen.join(', ')}`);
  if (seen.length > 0) notices.push(`Constant in all rows: ${seen.join(', ')}`);
  notices.push(...leaks(fleet, inputs));
  const { labels, notice } = deriveLabels(fleet, given);
  if (notice) notices.push(notice);
  return {
    rules: {
      labels,
      scaling: {
        inputs,
        ...(given.inputs === undefined && { onlyVarying: true }),
        ...(conditions !== undefined && { conditions }),
        ...(minStd !== undefined && { minStd }),
      },
      ...(cut && { cut }),
    },
    notices,
  };
}

function leaks({ values, times, ...rest }: Fleet, inputs: readonly string[]): string[] {
  const width = rest.channels.length;
  const value = (row: number, channel: number) => values[row * width + channel]!;
  return leaksOf({ ...rest, time: (row) => times[row]!, value }, inputs);
}

/** Throws unless there are units to learn a life from: `DF_NONE_FAILED`, `DF_TOO_FEW_UNITS`. */
export function requireFailures({ name, noun, units, ends }: Fleet, hasTest: boolean): void {
  if (ends.every(({ kind }) => kind === 'running')) {
    throw fleetError(
      'DF_NONE_FAILED',
      `no ${noun} of ${name} failed: all ${units.length} still run, so nothing says how long one lives. Name the column or the table of failures with \`failed\`, or say \`failed: true\` (on the command line --failed all) if each failed at its last row`,
    );
  }
  if (units.length < 2 && !hasTest) {
    throw fleetError('DF_TOO_FEW_UNITS', `${name} has one ${noun}. Training needs at least two, better ten or more`);
  }
}
