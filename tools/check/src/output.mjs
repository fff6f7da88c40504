// What a program printed, beside what its page says that it prints.

const BANNER = /^\n?=+\nHi, looks like you are running TensorFlow\.js in Node\.js\.[^\n]*\n=+\n/m;

/** Seconds and speeds differ from run to run. */
const TIMING = /\d[\d.,]*(?= (?:s|ms|min|samples\/s)\b)/g;

/** Lines to compare: without TensorFlow.js's banner, timings and trailing blanks. @param {string} text @returns {string[]} */
export function comparable(text) {
  return text
    .replace(BANNER, '')
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(TIMING, '#').trimEnd());
}

/**
 * Whether `printed` is what the page shows. A line `…` on the page stands for any number of lines.
 * @param {readonly string[]} shown
 * @param {readonly string[]} printed
 * @returns {boolean}
 */
export function prints(shown, printed) {
  const [first, ...rest] = shown;
  if (first === undefined) return printed.length === 0;
  if (first !== '…') return first === printed[0] && prints(rest, printed.slice(1));
  return printed.some((_, i) => prints(rest, printed.slice(i))) || rest.length === 0;
}
