import type { Entry, Figure } from './entry.js';
import type { Placed } from './outbox.js';

/** What one request to `runs/log-batch` may hold. @see https://mlflow.org/docs/latest/rest-api.html#log-batch */
const BATCH_LIMITS = { metrics: 1000, params: 100, tags: 100, entities: 1000, bytes: 900_000 } as const;

/** The body of `runs/log-batch`, but for the run's id. */
export interface LogBatch {
  readonly metrics: readonly { key: string; value: Figure; timestamp: number; step: number }[];
  readonly params: readonly { key: string; value: string }[];
  readonly tags: readonly { key: string; value: string }[];
}

/** The next job: points, parameters and tags in one request, or one entry of another kind. */
export type Job =
  | { readonly kind: 'log'; readonly batch: LogBatch; readonly end: number }
  | { readonly kind: 'other'; readonly entry: Entry; readonly end: number };

/** The first job of a list that is not empty, as large as one request may be. */
export function firstJob(list: readonly Placed[]): Job {
  const [first] = list;
  const batch = emptyBatch();
  let bytes = 0;
  let end = first!.end;
  let taken = 0;
  for (const placed of list) {
    const more = logged(placed.entry);
    if (more === undefined) break;
    const size = JSON.stringify(more).length * 3; // at most three bytes a character
    const merged = joined(batch, more);
    if (taken > 0 && (bytes + size > BATCH_LIMITS.bytes || !fits(merged))) break;
    Object.assign(batch, merged);
    bytes += size;
    end = placed.end;
    taken++;
  }
  return taken === 0 ? { kind: 'other', entry: first!.entry, end } : { kind: 'log', batch, end };
}

/** A batch as requests of one thing each, to find what is refused. */
export function* oneByOne({ metrics, params, tags }: LogBatch): Generator<LogBatch> {
  for (const param of params) yield { ...emptyBatch(), params: [param] };
  for (const tag of tags) yield { ...emptyBatch(), tags: [tag] };
  for (const metric of metrics) yield { ...emptyBatch(), metrics: [metric] };
}

/** The part of a batch that an entry is; undefined for an entry of another kind. */
function logged(entry: Entry): LogBatch | undefined {
  if ('params' in entry) return { ...emptyBatch(), params: pairs(entry.params) };
  if ('tags' in entry) return { ...emptyBatch(), tags: pairs(entry.tags) };
  if (!('metrics' in entry)) return undefined;
  const { step, at: timestamp } = entry;
  return {
    ...emptyBatch(),
    metrics: Object.entries(entry.metrics).map(([key, value]) => ({ key, value, timestamp, step })),
  };
}

function joined(a: LogBatch, b: LogBatch): LogBatch {
  return { metrics: [...a.metrics, ...b.metrics], params: [...a.params, ...b.params], tags: [...a.tags, ...b.tags] };
}

function fits({ metrics, params, tags }: LogBatch): boolean {
  const { length: m } = metrics;
  const { length: p } = params;
  const { length: t } = tags;
  const most = BATCH_LIMITS;
  if (m > most.metrics || p > most.params || t > most.tags || m + p + t > most.entities) return false;
  return areDistinct(params) && areDistinct(tags);
}

/** MLflow refuses a request that names something twice. */
function areDistinct(list: LogBatch['tags']): boolean {
  return new Set(list.map(({ key }) => key)).size === list.length;
}

function pairs(values: Readonly<Record<string, string>>) {
  return Object.entries(values).map(([key, value]) => ({ key, value }));
}

function emptyBatch(): LogBatch {
  return { metrics: [], params: [], tags: [] };
}
