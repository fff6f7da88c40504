// What failed, next to what is known to fail: a test that fails without being listed is a failure, and so is one that is listed and
// passes, or is listed and not there, so that the list stays true.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { environment, root, run, say } from '../../run/setup.mjs';

/**
 * @typedef {object} Result
 * @property {string} name `package/file > suite > test`
 * @property {string} state as vitest has it: passed, failed, skipped
 * @property {string} [message] of a failure
 *
 * @typedef {object} Verdict
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped known failures among them
 * @property {string[]} problems what to do something about
 */

/**
 * @param {readonly Result[]} results
 * @param {Readonly<Record<string, readonly string[]>>} known names of tests, by the reason why they fail
 * @returns {Verdict}
 */
export function judge(results, known) {
  const listed = new Set(Object.values(known).flat());
  const verdict = { passed: 0, failed: 0, skipped: 0, problems: /** @type {string[]} */ ([]) };
  for (const { name, state, message } of results) {
    const isKnown = listed.delete(name);
    if (state === 'failed' && !isKnown) verdict.problems.push(`${name}\n    ${message ?? 'failed'}`);
    else if (state !== 'failed' && isKnown)
      verdict.problems.push(`${name}\n    is listed in known-failures.json, and ${state}: take it out`);
    else if (state === 'passed') verdict.passed++;
    else verdict.skipped++;
  }
  for (const name of listed)
    verdict.problems.push(`${name}\n    is listed in known-failures.json, and there is no such test`);
  verdict.failed = verdict.problems.length;
  return verdict;
}

/**
 * Runs files of a folder with a package as the backend.
 * @param {string} project where the package is
 * @param {string} folder @param {readonly string[]} files
 * @returns {Promise<Result[]>}
 */
export async function resultsOf(project, folder, files) {
  say(`${folder} ${files.join(' ')}`);
  const scratch = mkdtempSync(join(tmpdir(), 'test-native-'));
  const report = join(scratch, 'results.json');
  const config = join(root, 'tools', 'tfjs-node', 'vitest.config.ts');
  try {
    const code = await run('vitest', ['run', '--config', config, '--root', '.', '--outputFile', report, ...files], {
      cwd: join(root, folder),
      env: { ...environment, AMNL_NATIVE: project },
    });
    return resultsIn(JSON.parse(readFileSync(report, 'utf8')), code);
  } catch (error) {
    return [{ name: folder, state: 'failed', message: `vitest ended before it could say what passed: ${error}` }];
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * @param {any} report of vitest's reporter `json` @param {number} code that vitest ended with
 * @returns {Result[]}
 */
function resultsIn({ testResults }, code) {
  const results = testResults.flatMap((/** @type {any} */ { name, status, message, assertionResults }) => {
    const file = relative(root, name);
    // What failed before it had a test, such as an import.
    if (assertionResults.length === 0 && status === 'failed') return [{ name: file, state: 'failed', message }];
    return assertionResults.map((/** @type {any} */ { ancestorTitles, title, status, failureMessages }) => ({
      name: [file, ...ancestorTitles, title].join(' > '),
      state: status,
      message: failureMessages?.[0],
    }));
  });
  const explained = code === 0 || results.some((/** @type {Result} */ { state }) => state === 'failed');
  return explained ? results : [...results, { name: 'outside of the tests', state: 'failed' }];
}
