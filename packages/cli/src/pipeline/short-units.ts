import { type Fleet, historyLength, unitCount } from '@amnl/data-fleet';

/** Says that a window is longer than most units: then the network sees mostly padding, the first row repeated. */
export function shortUnits(window: number, fleet: Fleet): string | undefined {
  const lengths = Array.from({ length: unitCount(fleet) }, (_, unit) => historyLength(fleet, unit));
  const short = lengths.filter((rows) => rows < window).length;
  if (short <= lengths.length / 2) return undefined;
  const which = short === lengths.length ? `all ${short}` : `${short} of ${lengths.length}`;
  const longest = lengths.reduce((a, b) => Math.max(a, b));
  return `${which} ${fleet.noun}s of ${fleet.name} have fewer rows than a window of ${window}, the longest ${longest}: they are filled up with their first row. Give a shorter one with --set window=N`;
}
