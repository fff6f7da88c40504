import { numberOf } from '@amnl/core-loop';
import { LEAST_KNOWN } from '../prepare.js';
import { shownCell } from './cell-fault.js';
import type { RowFacts } from './describe-rows.js';
import { isMissing } from './number-cell.js';
import type { ColumnSample } from './sample.js';

/** What training will say of a column of numbers, and how many of its cells it is about. */
export function brokenInWords({ name, fault, numeric, filled }: ColumnSample, file: string): string {
  const { place, message, code } = fault!;
  return `${file}, ${place}, column '${name}': ${message}. ${numeric} of the ${filled} cells looked at are numbers, so training takes it for a channel, and stops here (${code})`;
}

/** That a column of two words may say which units failed. */
export function unsureFailed({ name, cells }: ColumnSample): string {
  const [a, b] = new Set(cells.filter((cell) => !isMissing(cell)).map(shownCell));
  return `${name} has only ${a} and ${b}: if it says which units failed, write 0 and 1, and name it in \`failed\``;
}

/** That a column has days that are not read. */
export function unreadDays({ name, cells }: ColumnSample): string {
  const first = shownCell(cells.find((cell) => !isMissing(cell)));
  return `${name} has days such as ${first}, which are left out: if it is the time of the rows, write year-month-day`;
}

/** What prevents training, or should be known, of all rows; `ms` are the milliseconds in the unit of time, 1 if it is numbers. */
export function problemsOf(facts: RowFacts, { inUnit, ms }: { inUnit: string; ms: number }): string[] {
  const problems = [...facts.suspicious];
  const { failed, irregular, step, channels } = facts;
  if (failed === undefined) {
    problems.push(
      'nothing says which units failed: name a column (--failed COLUMN) or a table of failures in `failed`, or set it to true if all did',
    );
  } else if (failed === 0) problems.push('no unit failed');
  else if (failed < LEAST_KNOWN) {
    problems.push(
      `${numberOf(failed, 'unit')} failed: training needs ${LEAST_KNOWN}, unless there are files to test with`,
    );
  }
  const constant = channels.filter(({ min, max }) => min === max).map(({ name }) => name);
  if (constant.length > 0) problems.push(`the same in all rows: ${constant.join(', ')}`);
  const gaps = channels.filter(({ longestGap }) => longestGap > 10);
  for (const { name, longestGap } of gaps) {
    problems.push(`${name} is missing in up to ${longestGap} rows in a row: set \`missing\`, or leave it out`);
  }
  if (irregular > 0.2) {
    problems.push(
      `${Math.round(irregular * 100)} % of the rows do not follow the row before at the median step, ${Number((step / ms).toPrecision(3))} (in ${inUnit}): consider \`resample\``,
    );
  }
  return problems;
}
