import type { Beginning, Figure, RemoteRun } from './entry.js';
import type { Placed } from './outbox.js';

/** The content of a run's file. */
export interface Known {
  readonly beginning: Beginning | undefined;
  readonly run: RemoteRun | undefined;
  readonly sent: number;
  readonly params: Map<string, string>;
  readonly tags: Map<string, string>;
  /** The last values at the ends of epochs, by step and name. */
  readonly points: Map<number, Readonly<Record<string, Figure>>>;
  /** The furthest step with a point within an epoch. */
  readonly within: number;
  readonly ended: boolean;
  /** Files that were sent, or are being sent, since the run was last continued. */
  readonly files: Set<string>;
}

/** The sum of a file's entries. */
export function knownFrom(entries: readonly Placed[]): Known {
  const known = {
    sent: 0,
    params: new Map(),
    tags: new Map(),
    points: new Map(),
    within: -1,
    ended: false,
    files: new Set(),
  } as {
    -readonly [Key in keyof Known]: Known[Key];
  };
  for (const { entry } of entries) {
    if ('begin' in entry) known.beginning ??= entry.begin;
    else if ('run' in entry) known.run = entry.run;
    else if ('sent' in entry) known.sent = entry.sent;
    else if ('params' in entry) for (const [name, value] of Object.entries(entry.params)) known.params.set(name, value);
    else if ('tags' in entry) for (const [name, value] of Object.entries(entry.tags)) known.tags.set(name, value);
    else if ('ended' in entry) known.ended = true;
    else if ('files' in entry) for (const path of entry.files) known.files.add(path);
    else if ('resumed' in entry) {
      known.ended = false;
      known.files.clear();
    } else if ('metrics' in entry) {
      if (entry.within) known.within = Math.max(known.within, entry.step);
      else known.points.set(entry.step, { ...known.points.get(entry.step), ...entry.metrics });
    }
  }
  return known;
}
