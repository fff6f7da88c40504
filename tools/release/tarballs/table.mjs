// The checked tarballs as text.
import { align } from '../src/table.mjs';

/**
 * @typedef {object} Row
 * @property {string} name
 * @property {string} version
 * @property {number | undefined} size bytes of `.`, minified, compressed by brotli, with all that it imports statically of its own
 * @property {number[]} later bytes of each chunk that is loaded when asked for
 * @property {number | undefined} budget for `size`
 * @property {number} tarball bytes
 * @property {number} publint problems, and so on
 * @property {number} types
 * @property {number} manifest
 */

/** @param {number} found problems */
const verdict = (found) => (found === 0 ? '✓' : `✗ ${found}`);

/**
 * @param {readonly Row[]} rows
 * @returns {string} sizes in bytes
 */
export function tarballTable(rows) {
  const header = ['package', 'version', 'min+brotli', 'budget', '', 'later', 'tarball', 'publint', 'types', 'manifest'];
  return align([
    header,
    ...rows.map(({ name, version, size, later, budget, tarball, publint, types, manifest }) => [
      name,
      version,
      size === undefined ? '' : String(size),
      budget === undefined ? 'none' : String(budget),
      size === undefined ? '' : withinBudget(size, budget) ? '✓' : '✗',
      later.length === 0 ? '' : `${later.reduce((sum, bytes) => sum + bytes, 0)} in ${later.length}`,
      String(tarball),
      ...[publint, types, manifest].map(verdict),
    ]),
  ]);
}

/** @param {number} size bytes @param {number | undefined} budget bytes; without one nothing is within it */
export const withinBudget = (size, budget) => budget !== undefined && size <= budget;
