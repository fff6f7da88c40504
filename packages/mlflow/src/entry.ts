import { requireOption } from '@amnl/core-loop';

/** How a run ended, in MLflow's words. `KILLED`: it can be continued. */
export type RunStatus = 'FINISHED' | 'FAILED' | 'KILLED';

/** A number as JSON can hold it. */
export type Figure = number | 'NaN' | 'Infinity' | '-Infinity';

/** What the run is called and where it belongs. */
export interface Beginning {
  /** The run's id in this package; the MLflow run carries it as the tag `amnl.id`, and is found by it. */
  readonly id: string;
  readonly name: string;
  /** Milliseconds since 1970, here and below. */
  readonly at: number;
  readonly experiment?: string;
  /** The id of an MLflow run, or a name. */
  readonly parent?: string;
}

/** The MLflow run of this run. */
export interface RemoteRun {
  readonly id: string;
  readonly experiment: string;
  /** Where its artifacts are stored, e.g. `mlflow-artifacts:/0/…/artifacts`. */
  readonly artifacts: string;
  /** Its parent run. */
  readonly parent?: string;
}

/**
 * A line of `mlflow.jsonl`: what goes to MLflow, in order, and in between what has arrived: `run` the MLflow run once
 * there is one, `sent` the length of the part of the file that has arrived.
 */
export type Entry =
  | { readonly format: 'amnl-mlflow'; readonly version: 1 }
  | { readonly begin: Beginning }
  | { readonly params: Readonly<Record<string, string>> }
  | { readonly tags: Readonly<Record<string, string>> }
  | {
      readonly metrics: Readonly<Record<string, Figure>>;
      readonly step: number;
      readonly at: number;
      readonly within?: true;
    }
  | { readonly files: readonly string[] }
  | { readonly resumed: number }
  | { readonly ended: RunStatus; readonly at: number }
  | { readonly run: RemoteRun }
  | { readonly sent: number };

export function figure(value: number, name: string): Figure {
  requireOption('mlflow', typeof value === 'number', `metric '${name}'`, 'a number', value);
  return Number.isFinite(value) ? value : (String(value) as Figure);
}

/** One line of the file; undefined if it is not one. */
export function parseEntry(line: string): Entry | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  return isEntry(value) ? value : undefined;
}

function isEntry(value: unknown): value is Entry {
  if (!isObject(value)) return false;
  const { begin, params, tags, metrics, step, at, files, resumed, ended, run, sent, format } = value;
  if (format !== undefined) return format === 'amnl-mlflow' && value['version'] === 1;
  if (isObject(begin)) return hasTexts(begin, ['id', 'name'], ['experiment', 'parent']) && isTime(begin['at']);
  if (isObject(params)) return Object.values(params).every(isText);
  if (isObject(tags)) return Object.values(tags).every(isText);
  if (isObject(metrics)) return Object.values(metrics).every(isFigure) && isTime(step) && isTime(at);
  if (Array.isArray(files)) return files.every(isText);
  if (resumed !== undefined) return isTime(resumed);
  if (ended !== undefined) return /^(FINISHED|FAILED|KILLED)$/.test(String(ended)) && isTime(at);
  if (isObject(run)) return hasTexts(run, ['id', 'experiment', 'artifacts'], ['parent']);
  return isTime(sent);
}

function hasTexts(value: Record<string, unknown>, needed: readonly string[], optional: readonly string[]): boolean {
  return (
    needed.every((key) => isText(value[key])) && optional.every((key) => value[key] === undefined || isText(value[key]))
  );
}

const isText = (value: unknown) => typeof value === 'string';
const isTime = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
const isFigure = (value: unknown) =>
  typeof value === 'number' || value === 'NaN' || value === 'Infinity' || value === '-Infinity';

/** A JSON object that is not a list. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Values as lines of the file, at most `size` in each. */
export function linesOf<T>(values: readonly [string, T][], size: number): Record<string, T>[] {
  const lines: Record<string, T>[] = [];
  for (let i = 0; i < values.length; i += size) lines.push(Object.fromEntries(values.slice(i, i + size)));
  return lines;
}
