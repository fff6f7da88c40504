// What failed, beside what is known to fail: a test that fails without being listed is a failure, and so is one that is listed and
// passes, or is listed and not there, so that the list stays true.

/**
 * @typedef {object} Result
 * @property {string} name `package/file > suite > test`
 * @property {string} state as vitest has it: passed, failed, skipped
 * @property {string} [message] of a failure
 *
 * @typedef {object} Known
 * @property {string} reason
 * @property {readonly string[]} tests by name
 *
 * @typedef {object} Verdict
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped known failures among them
 * @property {string[]} problems what to do something about
 */

/**
 * @param {readonly Result[]} results
 * @param {readonly Known[]} known
 * @returns {Verdict}
 */
export function judge(results, known) {
  const reasons = new Map(
    known.flatMap(({ reason, tests }) => tests.map((name) => /** @type {const} */ ([name, reason]))),
  );
  const verdict = { passed: 0, failed: 0, skipped: 0, problems: /** @type {string[]} */ ([]) };
  for (const { name, state, message } of results) {
    const listed = reasons.delete(name);
    if (state === 'failed' && !listed) verdict.problems.push(`${name}\n    ${message ?? 'failed'}`);
    else if (state !== 'failed' && listed)
      verdict.problems.push(`${name}\n    is listed in known-failures.mjs, and ${state}: take it out`);
    else if (state === 'passed') verdict.passed++;
    else verdict.skipped++;
  }
  for (const name of reasons.keys())
    verdict.problems.push(`${name}\n    is listed in known-failures.mjs, and there is no such test`);
  verdict.failed = verdict.problems.length;
  return verdict;
}
