/** Lines in columns: numbers to the right, the columns in `left` to the left. */
export function table(heads, lines, left = []) {
  const all = [heads, ...lines.map((line) => line.map(String))];
  const widths = heads.map((_, i) => Math.max(...all.map((line) => line[i].length)));
  const cell = (text, i) => (left.includes(i) ? text.padEnd(widths[i]) : text.padStart(widths[i]));
  return all.map((line) => line.map(cell).join('  ').trimEnd()).join('\n');
}
