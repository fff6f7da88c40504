import { isDeepStrictEqual } from 'node:util';
import type { LoadedData } from '../pipeline/load-data.js';
import { columnsOf, rulesOf, type StoredRun } from './run-record.js';

/** What is compared: what, before, now. */
type Compared = readonly [what: string, before: unknown, now: unknown];

const RULES = ['inputs', 'onlyVarying', 'conditions', 'minStd', 'cut'] as const;

/**
 * How data differ from those of a run's record, by what training sees of them: equal files may be read in another way, and other rules
 * may go with them. What an earlier release did not record is not compared.
 */
export function dataDifferences(before: StoredRun['data'], now: LoadedData): readonly Compared[] {
  const checksum = ['checksum of the data', before.checksum, now.checksum] as const;
  return [checksum, ...contentDifferences(before, now), ...rulesDifferences(before, now)].filter(
    ([, one, other]) => !isDeepStrictEqual(one, other),
  );
}

/** Names what is read in another way; if nothing says it and the files are the same, that the rows are others. */
function contentDifferences(before: StoredRun['data'], now: LoadedData): readonly Compared[] {
  if (before.content === undefined || before.content === now.content) return [];
  const { columns } = columnsOf(now) ?? {};
  const named = [
    ['timeUnit', before.timeUnit, now.train.timeUnit] as const,
    ...(['unit', 'time', 'failed', 'channels', 'settings'] as const).map(
      (key) => [key, before.columns?.[key], columns?.[key]] as const,
    ),
    ...(['missing', 'resample'] as const).map((key) => [key, before.reading?.[key], now.reading?.[key]] as const),
  ].filter(([, one, other]) => !isDeepStrictEqual(one, other));
  if (named.length > 0 || before.checksum !== now.checksum) return named;
  return [['checksum of the units as they are read', before.content, now.content]];
}

function rulesDifferences(before: StoredRun['data'], now: LoadedData): readonly Compared[] {
  const rules = rulesOf(now)?.rules;
  if (before.rules === undefined || rules === undefined) return [];
  return [
    ['healthBorders', before.healthBorders, { ...now.rules.labels.healthBorders }],
    ...RULES.map((key) => [key, before.rules?.[key], rules[key]] as const),
  ];
}
