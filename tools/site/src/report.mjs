/**
 * Counts in words: `1 fault`, `2 faults`.
 * @param {number} n
 * @param {string} word
 */
export const count = (n, word) => `${n} ${word}${n === 1 ? '' : 's'}`;

/**
 * Prints what was wrong and lets the process fail; what was right is a line of its own.
 * @param {readonly string[]} faults
 * @param {string} bad what they mean, after their number
 * @param {string} good
 * @returns {boolean} whether there were none
 */
export function report(faults, bad, good) {
  for (const fault of faults) console.error(fault);
  if (faults.length === 0) console.log(good);
  else {
    console.error(`site: ${count(faults.length, 'fault')}: ${bad}`);
    process.exitCode = 1;
  }
  return faults.length === 0;
}
