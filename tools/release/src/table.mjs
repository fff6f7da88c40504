// Results as text.

/**
 * One cell: a consumer, installed by a manager, run on a Node (or a check that has neither).
 * @typedef {object} Result
 * @property {string} name
 * @property {string} manager `npm`, `pnpm`, `yarn`, or `` where it does not matter
 * @property {string} node major version as text, or the name of a step, e.g. `install`
 * @property {'passed' | 'failed' | 'skipped'} state
 * @property {number} seconds
 * @property {string} [note] why it failed or was skipped, in a line
 */

const SIGN = { passed: '✓', failed: '✗', skipped: '–' };

/** @param {Result | undefined} result @returns {string} */
const cell = (result) =>
  result === undefined
    ? ''
    : result.state === 'skipped'
      ? SIGN.skipped
      : `${SIGN[result.state]} ${Math.round(result.seconds)} s`;

/**
 * Rows of equal width, columns parted by two spaces.
 * @param {readonly (readonly string[])[]} rows
 * @returns {string}
 */
export function align(rows) {
  const widths = rows.reduce(
    (/** @type {number[]} */ widest, row) =>
      Array.from({ length: Math.max(widest.length, row.length) }, (_, i) =>
        Math.max(widest[i] ?? 0, [...(row[i] ?? '')].length),
      ),
    [],
  );
  return rows
    .map((row) =>
      row
        .map((text, i) => text + ' '.repeat((widths[i] ?? 0) - [...text].length))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/**
 * The table of all results: a row for every consumer and package manager, a column for `install` and every Node.
 * @param {readonly Result[]} results
 * @returns {string}
 */
export function matrix(results) {
  const columns = [...new Set(results.map(({ node }) => node))].sort(byColumn);
  const rows = [...new Set(results.map(({ name, manager }) => `${name}\t${manager}`))];
  return align([
    ['consumer', 'manager', ...columns.map((node) => (/^\d+$/.test(node) ? `node ${node}` : node))],
    ...rows.map((row) => {
      const [name = '', manager = ''] = row.split('\t');
      const found = columns.map((node) =>
        results.find((r) => r.name === name && r.manager === manager && r.node === node),
      );
      return [name, manager, ...found.map(cell)];
    }),
  ]);
}

/** Words (install, check) before numbers. @param {string} a @param {string} b */
function byColumn(a, b) {
  const order = ['install', ''];
  const rank = (/** @type {string} */ node) => (order.includes(node) ? order.indexOf(node) : 2 + (Number(node) || 0));
  return rank(a) - rank(b);
}

/**
 * The closing line.
 * @param {readonly Result[]} results
 * @returns {string}
 */
export function summary(results) {
  const count = (/** @type {string} */ state) => results.filter((result) => result.state === state).length;
  return `${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`;
}
