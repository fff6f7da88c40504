/**
 * Rows as text in columns: numbers to the right, `left` ones to the left.
 * @param {readonly { head: string, of: (row: any) => unknown, left?: boolean }[]} columns
 */
export function table(columns, rows) {
  const lines = [columns.map(({ head }) => head), ...rows.map((row) => columns.map(({ of }) => String(of(row))))];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => line[i].length)));
  const cell = (text, i) => (columns[i].left ? text.padEnd(widths[i]) : text.padStart(widths[i]));
  return lines.map((line) => line.map(cell).join('  ').trimEnd()).join('\n');
}

/** A column; by default of the field that is called like it. */
export const column = (head, of = (row) => row[head], left = false) => ({ head, of, left });

/** Numbers of so many digits; a dash for none. */
export const fixed = (digits) => (value) => (value === undefined || value === null ? '–' : value.toFixed(digits));
export const [whole, tenth, hundredth] = [fixed(0), fixed(1), fixed(2)];

/** Prints what was measured, for `pnpm bench` to read: one JSON line, with whatever else is known about it. */
export const figure = (name, value, unit, more = {}) => console.log(JSON.stringify({ name, value, unit, ...more }));

/** The middle of some numbers. */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
