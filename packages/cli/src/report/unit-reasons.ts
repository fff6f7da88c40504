import type { UnitReasons } from '@amnl/report';
import type { RunReasons } from '../schemas/reasons.js';
import { brief } from './brief.js';

/** Channels that are named; all others are added up. */
const NAMED = 6;

/** Why units were predicted so, by their names. */
export function unitReasons({ units }: RunReasons): ReadonlyMap<string, UnitReasons> {
  return new Map(units.map((reason) => [reason.unit, shown(reason)]));
}

function shown({ rul, baseline_rul: from, channels, half }: RunReasons['units'][number]): UnitReasons {
  const named = channels.length === NAMED + 1 ? channels : channels.slice(0, NAMED);
  const others = channels.slice(named.length);
  return {
    from: brief(from),
    to: brief(rul),
    channels: named.map(({ channel, contribution, scaled }) => ({
      channel,
      moved: brief(contribution),
      scaled: brief(scaled),
    })),
    ...(others.length > 0 && {
      others: { count: others.length, moved: brief(others.reduce((sum, { contribution }) => sum + contribution, 0)) },
    }),
    rows: [half.from, half.to],
  };
}
