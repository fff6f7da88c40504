import type { RulResults } from '../../run-data.js';
import { capital, count, plural } from '../format.js';
import { nounOf } from './time-words.js';

/** How many units were judged, of known life and still running; a page may show only some of them. */
export function unitCounts({ units, allUnits }: RulResults): { readonly known: number; readonly running: number } {
  if (allUnits) return allUnits;
  const running = units.filter((unit) => unit.running).length;
  return { known: units.length - running, running };
}

/** `5 failed, 2 still run`. */
export function endsInWords(results: RulResults): string {
  const { known, running } = unitCounts(results);
  const runs = running === 0 ? [] : [`${running.toLocaleString('en')} still ${running === 1 ? 'runs' : 'run'}`];
  return [`${known.toLocaleString('en')} failed`, ...runs].join(', ');
}

/** How many units still run, as a sentence with a space before it; empty if none does. */
export function runningInWords(results: RulResults): string {
  const { running } = unitCounts(results);
  if (running === 0) return '';
  const [still, are] = running === 1 ? ['still runs', 'is'] : ['still run', 'are'];
  return ` ${capital(count(running, nounOf(results)))} ${still} and ${are} not counted.`;
}

/** Which units a page shows that does not show all, as sentences with a space before them; empty if it does. */
export function shownInWords(results: RulResults): string {
  const { known, running } = unitCounts(results);
  const { units, allIn } = results;
  if (units.length >= known + running) return '';
  const all = plural(nounOf(results));
  const urgent = running === 0 ? '' : ', those that still run with the shortest predicted life';
  return (
    ` This page lists ${units.length} of ${(known + running).toLocaleString('en')} ${all}: ` +
    `those with the largest errors${urgent}, and some of all others. The figures are of all of them` +
    `${allIn === undefined ? '' : `, and ${allIn} has all predictions`}.`
  );
}
