import type { Timings } from '@amnl/core-loop';
import { plainText } from '@amnl/core-loop/plain-text';
import type { FactTable } from '@amnl/report';
import { EARLIER_SIZES, underTodaysNames } from '../schemas/earlier-names.js';
import { timeShares } from '../timings/timings-table.js';

type Json = Readonly<Record<string, unknown>>;

/** Longer values are cut: a report is for reading. */
const MOST = 500;
/** Of one table; a record from elsewhere may have any number. */
const MOST_ROWS = 200;

/** Figures of `metrics.json` about the machine, not the model. */
const TIMINGS: Readonly<Record<string, (value: number) => string>> = {
  training_seconds: (s) => `${s.toFixed(1)} s of training`,
  seconds: (s) => `${s.toFixed(1)} s in all, evaluations included`,
  samples_per_second: (n) => `${n.toFixed(0)} training samples a second`,
};

/**
 * Everything that repeats a run and explains it, as tables.
 * @param record content of `config.json`
 * @param metrics content of `metrics.json`, where the run is done
 * @param time content of `timings.json`, where there is one
 */
export function factsOf(record: Json, metrics: Json | undefined, time?: Timings): readonly FactTable[] {
  const { config, versions, data, code, format: _, version: __, ...about } = record;
  const { files, columns, ...source } = underTodaysNames(objectOf(data), EARLIER_SIZES);
  const timings = Object.entries(TIMINGS).flatMap(([name, inWords]) => {
    const value = metrics?.[name];
    return typeof value === 'number' ? [[name, inWords(value)] as const] : [];
  });
  return [
    { title: 'Run', rows: [...rowsOf(about), ...timings] },
    { title: 'Where the time went', rows: time === undefined ? [] : timeRows(time) },
    { title: 'Configuration', rows: rowsOf(objectOf(config)) },
    { title: 'Code of your own', rows: Array.isArray(code) ? code.slice(0, MOST_ROWS).map(codeRow) : [] },
    { title: 'Columns', rows: rowsOf(objectOf(columns)) },
    { title: 'Data', rows: [...rowsOf(source), ...rowsOf(objectOf(files)).map(sha256)] },
    { title: 'Versions', rows: rowsOf(objectOf(versions)) },
  ].filter(({ rows }) => rows.length > 0);
}

/** A row for each part, with a bar of up to ten blocks, which a phone shows in one line; then the whole. */
function timeRows(time: Timings): FactTable['rows'] {
  const parts = timeShares(time)
    .slice(0, MOST_ROWS)
    .map(({ part, seconds, share, calls }) => {
      const bar = '█'.repeat(Math.round(10 * Math.min(1, share)));
      const times = calls === undefined ? '' : `, ${calls.toLocaleString('en-US')} times`;
      return [plainText(part, MOST), `${(100 * share).toFixed(1)} % (${seconds.toFixed(2)} s${times}) ${bar}`] as const;
    });
  return [...parts, ['total', `${time.seconds.toFixed(2)} s`]];
}

function rowsOf(values: Json): readonly (readonly [string, string])[] {
  return Object.entries(values)
    .filter(([, value]) => value !== null)
    .slice(0, MOST_ROWS)
    .map(([name, value]) => [plainText(name, MOST), shown(value)] as const);
}

/** Of code of the user's: what was given, what it brings, and its checksum. */
function codeRow(code: unknown): readonly [string, string] {
  const { flag, given, brings, version, sha256: sum } = objectOf(code);
  const parts = Array.isArray(brings) ? brings.join(', ') : '';
  const release = version === undefined ? '' : `version ${String(version)}, `;
  const [name, value] = [`${String(flag)} ${String(given)}`, `${parts}; ${release}sha256 ${String(sum)}`];
  return [plainText(name, MOST), plainText(value, MOST)];
}

function sha256([name, sum]: readonly [string, string]): readonly [string, string] {
  return [name, `sha256 ${sum}`];
}

function shown(value: unknown): string {
  return plainText(inWords(value, 0) ?? JSON.stringify(value) ?? '', MOST);
}

/** Words for a value of at most two levels; undefined for what a file from elsewhere may have instead. */
function inWords(value: unknown, level: number): string | undefined {
  if (['string', 'number', 'boolean'].includes(typeof value)) return String(value);
  if (Array.isArray(value)) return value.every(isPlain) ? value.join(', ') || 'none' : undefined;
  if (level === 2) return undefined;
  const parts = Object.entries(objectOf(value)).map(([name, part]) => {
    const words = inWords(part, level + 1);
    return words === undefined || typeof part !== 'object' ? words && `${name} ${words}` : `${name} (${words})`;
  });
  return parts.length > 0 && parts.every((part) => part !== undefined) ? parts.join(', ') : undefined;
}

function isPlain(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'string';
}

function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}
