// What tests came to: "N passed, N failed, N skipped", left by tools/vitest/summary-reporter.mjs in the folder of each package.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup.mjs';

/** Folders of everything that is tested: packages, tools, examples. */
export const projects = ['packages', 'examples', 'tools'].flatMap((folder) =>
  readdirSync(join(root, folder)).map((name) => join(root, folder, name)),
);

/** Takes away what earlier runs left. nx brings back the counts of what it has in its cache. */
export function forgetCounts() {
  for (const folder of projects) rmSync(join(folder, '.results'), { recursive: true, force: true });
}

/** The counts of one folder; zeros where nothing was tested. @param {string} folder */
export function countIn(folder) {
  const file = join(folder, '.results', 'summary.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passed: 0, failed: 0, skipped: 0 };
}

/** The counts of all packages together. @param {number} code of what ran them: what died before it could count has failed, too */
export function countAll(code) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const counts of projects.map(countIn)) for (const key of Object.keys(total)) total[key] += counts[key];
  if (code !== 0) total.failed ||= 1;
  return total;
}

/** The last line of every test command. @param {{ passed: number, failed: number, skipped: number }} counts */
export const sentence = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed, ${skipped} skipped`;
