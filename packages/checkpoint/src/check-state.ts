import type { SnapshotState, TrainError } from '@amnl/core-loop';

/**
 * The state of a file, with the shape that restoring relies on. Plugins check their own part, and core-loop refuses
 * other versions of the state.
 * @param damaged makes the error to throw
 */
export function checkState(value: unknown, damaged: (what: string) => TrainError): SnapshotState {
  const state = record(value);
  if (typeof state?.['version'] !== 'number') throw damaged('its state has no version');
  if (state['version'] !== 2 && state['version'] !== 3) return state as unknown as SnapshotState;
  const { progress, group, reports, ended, history, plugins } = state;
  const sound: Record<string, boolean> = {
    setup: state['version'] === 2 || record(state['setup']) !== undefined,
    seed: Number.isSafeInteger(state['seed']),
    progress: counts(progress, ['epoch', 'batch', 'step', 'micro']),
    group: counts(group, ['size', 'samples']),
    reports: record(reports) !== undefined,
    ended: ended === null || isEnd(record(ended)),
    history: Array.isArray(history) && history.every(isEpoch),
    plugins: Object.values(record(plugins) ?? { none: 0 }).every((own) => typeof record(own)?.['version'] === 'number'),
  };
  const bad = Object.keys(sound).filter((name) => !sound[name]);
  if (bad.length > 0) throw damaged(`its state has no usable ${bad.join(', ')}`);
  return state as unknown as SnapshotState;
}

function record(value: unknown): Record<string, unknown> | undefined {
  const is = typeof value === 'object' && value !== null && !Array.isArray(value);
  return is ? (value as Record<string, unknown>) : undefined;
}

function counts(value: unknown, names: readonly string[]): boolean {
  const given = record(value);
  return names.every((name) => Number.isSafeInteger(given?.[name]) && (given![name] as number) >= 0);
}

function isEnd(end: Record<string, unknown> | undefined): boolean {
  const reason = record(end?.['reason']);
  return counts(end, ['epochs']) && typeof reason?.['by'] === 'string' && typeof reason['because'] === 'string';
}

function isEpoch(value: unknown): boolean {
  return counts(value, ['epoch']) && record(record(value)!['metrics']) !== undefined;
}
