import type { Fleet, FleetData, Role, UnitEnd } from '@amnl/data-fleet';
import { RAW_NAMES, SETTING_NAMES } from './columns.js';
import type { RawRows } from './parse.js';
import type { Subset } from './subsets.js';

/** Training and test units of a subset, what goes with them (`cmapssRules`), and where they came from. */
export interface CmapssData extends FleetData {
  readonly subset: Subset;
  readonly test: Fleet;
  readonly simulated: boolean;
  /** True for NASA's own files, byte for byte. */
  readonly official: boolean;
  /** `'dir'` (given folder), `'cache'`, `'download'` or `'simulated'` (made in memory). */
  readonly source: 'dir' | 'cache' | 'download' | 'simulated';
  /** Folder the files were read from. */
  readonly directory: string | undefined;
  /** sha256 (hex) of each file by name; empty for a fleet made in memory. */
  readonly files: Readonly<Record<string, string>>;
  /** sha256 over the lines `name sha256` of `files`; `simulated:…` with all parameters for a fleet made in memory. */
  readonly checksum: string;
  /** Notices for the user, one sentence each: simulated data, files that are not NASA's, failed downloads. */
  readonly notices: readonly string[];
}

/** What {@link asFleet} has to know in addition to the rows. */
export interface FleetFacts {
  readonly subset: Subset;
  readonly role: Role;
  readonly checksum: string;
  readonly simulated: boolean;
  /** Cycles left after each unit's last row, as in the RUL file; 0: failed. Without it the units still run. */
  readonly endRul?: Int32Array | undefined;
}

/** Rows of NASA's format as a fleet: turbofan engines, named by their numbers, whose lives are counted in cycles. */
export function asFleet({ units, offsets, values }: RawRows, facts: FleetFacts): Fleet {
  const { subset, role, checksum, simulated, endRul } = facts;
  const times = new Float64Array(offsets.at(-1)!);
  for (let unit = 0; unit < units.length; unit++) {
    for (let row = offsets[unit]!; row < offsets[unit + 1]!; row++) times[row] = row - offsets[unit]! + 1;
  }
  return {
    name: subset,
    noun: 'engine',
    timeUnit: 'cycles',
    role,
    channels: RAW_NAMES,
    settings: SETTING_NAMES,
    units: Array.from(units, String),
    offsets,
    times,
    values,
    ends: Array.from(units, (_, unit): UnitEnd => endOf(endRul?.[unit])),
    origin: { checksum, simulated },
  };
}

/** The cycles left after each unit's last row: the values of a RUL file. A unit that has failed, or still runs, has 0. */
export function rulValues({ ends }: Pick<Fleet, 'ends'>): number[] {
  return ends.map((end) => (end.kind === 'truncated' ? end.remaining : 0));
}

function endOf(remaining: number | undefined): UnitEnd {
  if (remaining === undefined) return { kind: 'running' };
  return remaining === 0 ? { kind: 'failed' } : { kind: 'truncated', remaining };
}
