import { fleetError } from '../errors.js';
import type { CollectedRows } from './collect.js';

/**
 * Rows without the channels that have no value at all; `notices` names them. Throws `DF_CHANNEL_EMPTY` if such a channel was
 * named, `DF_NO_CHANNEL` if none is left.
 */
export function dropEmpty(rows: CollectedRows, named: boolean): CollectedRows {
  const empty = rows.channels.filter((_, i) => isEmpty(rows, i));
  if (empty.length === 0 || rows.unit.length === 0) return rows;
  if (named) {
    throw fleetError('DF_CHANNEL_EMPTY', `no row has a value of ${empty.join(', ')}. Leave this out of the channels`);
  }
  const kept = rows.channels.flatMap((name, i) => (empty.includes(name) ? [] : [i]));
  if (kept.length === 0) throw fleetError('DF_NO_CHANNEL', 'all channels are empty. Give a table with measurements');
  return {
    ...rows,
    channels: kept.map((i) => rows.channels[i]!),
    values: kept.map((i) => rows.values[i]!),
    notices: [...rows.notices, `Columns without any value, left out: ${empty.join(', ')}`],
  };
}

function isEmpty({ values }: CollectedRows, channel: number): boolean {
  const column = values[channel]!;
  for (let row = 0; row < column.length; row++) if (!Number.isNaN(column.at(row))) return false;
  return true;
}
