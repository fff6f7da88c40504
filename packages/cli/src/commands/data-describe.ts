import { stat } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { numberOf } from '@amnl/core-loop';
import { describeTable, type TableDescription } from '@amnl/data-fleet/node';
import { writeJson } from '../files/write-file.js';
import { command } from '../terminal/command-name.js';
import { cliError } from '../terminal/errors.js';
import { shortText } from '../terminal/plain-value.js';
import { shellWord } from '../terminal/shell-word.js';
import { inform, print, printJson } from '../terminal/terminal.js';

/** Flags of `amnl data describe`. */
export interface DataDescribeFlags {
  readonly out?: string;
  readonly json?: boolean;
  /** Columns, instead of guesses; `failed` may be `all`. */
  readonly unit?: string;
  readonly time?: string;
  readonly failed?: string;
  /** Of CSV files. */
  readonly encoding?: string;
  readonly separator?: string;
}

/** What `--separator` may be: a tab is hard to write in a shell. */
const SEPARATORS: Readonly<Record<string, ',' | ';' | '\t'>> = {
  ',': ',',
  ';': ';',
  tab: '\t',
  '\t': '\t',
  '\\t': '\t',
};

/** `amnl data describe`: what a table looks like, as `dataset.json`, which a person then corrects. */
export async function dataDescribe(files: readonly string[], flags: DataDescribeFlags) {
  const { out = 'dataset.json', json, unit, time, failed, encoding, separator } = flags;
  const file = resolve(out);
  if (await stat(file).catch(() => undefined)) {
    throw cliError('CLI_WRITE_FAILED', `${file} exists already. Give another file with --out, or remove it`);
  }
  const description = await describeTable(files, {
    unit,
    time,
    failed: failed === 'all' ? true : failed,
    ...(encoding !== undefined && { encoding }),
    ...(separator !== undefined && { separator: separatorOf(separator) }),
  });
  if (!json) await print(asLines(description));
  const from = dirname(file);
  const paths = files.map((path) => (isAbsolute(path) ? path : relative(from, resolve(path))));
  const dataset = { ...description.dataset, files: paths };
  await writeJson(file, dataset);
  if (json) await printJson(asJson(file, description, dataset), { indent: 2 });
  inform(
    description.ready
      ? `wrote these guesses to ${file}. Check them, then: ${command(`train --data ${shellWord(out)}`)}`
      : `wrote these guesses to ${file}. Training would stop: first correct what is marked with !`,
  );
}

function separatorOf(text: string): ',' | ';' | '\t' {
  const separator = Object.hasOwn(SEPARATORS, text) ? SEPARATORS[text] : undefined;
  if (separator !== undefined) return separator;
  throw cliError('CLI_USAGE', `--separator is '${shortText(text)}'. Give ',', ';' or tab`);
}

/** The same as {@link asLines} for programs, and all that was counted. */
function asJson(file: string, description: TableDescription, dataset: object) {
  const { files, columns, facts, problems } = description;
  return { file, files, columns, facts: facts === undefined ? null : countsOf(facts, description), problems, dataset };
}

/** Times are in the unit of time; of instants they were counted in milliseconds. */
function countsOf(facts: NonNullable<TableDescription['facts']>, { timeUnitMs = 1 }: TableDescription) {
  const { units, failed = null, rows, rowsOfUnit, medianLength, step, irregular, pauses, channels } = facts;
  const [fewest, middle, most] = rowsOfUnit;
  return {
    units,
    failed,
    rows,
    rowsOfUnit: { fewest, middle, most },
    medianLength: medianLength / timeUnitMs,
    medianStep: step / timeUnitMs,
    irregular,
    pauses,
    channels: channels.map(({ min, max, ...rest }) => ({ ...rest, min: finite(min), max: finite(max) })),
  };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** The columns with what they are taken for, the sizes, and what should be known before training. */
function asLines({ columns, facts, problems, dataset }: TableDescription): string[] {
  const width = Math.min(30, Math.max(...columns.map(({ column }) => shortText(column).length)));
  const guesses = columns.map(
    ({ column, role, why }) => `  ${shortText(column).padEnd(width)}  ${role.padEnd(8)}  ${why}`,
  );
  const noun = dataset.noun ?? 'unit';
  const sizes =
    facts === undefined
      ? []
      : [
          '',
          `  ${numberOf(facts.units, noun)}, ${numberOf(facts.rows, 'row')} (${facts.rowsOfUnit.join(', ')}: fewest, middle, most), ${failures(facts.failed)}`,
          ...facts.channels.map(
            ({ name, min, max, missing }) =>
              `  ${shortText(name).padEnd(width)}  ${Number.isFinite(min) ? `from ${float32Text(min)} to ${float32Text(max)}` : 'no value'}, ${missing} missing`,
          ),
        ];
  return [...guesses, ...sizes, ...(problems.length > 0 ? [''] : []), ...problems.map((problem) => `  ! ${problem}`)];
}

/** As many digits as a float32 has. */
function float32Text(value: number): string {
  return String(Number(value.toPrecision(7)));
}

function failures(failed: number | undefined): string {
  return failed === undefined ? 'failures unknown' : `${failed} failed`;
}
