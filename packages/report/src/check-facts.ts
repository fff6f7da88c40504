import { knownOptions, requireOption } from '@amnl/core-loop';
import type { MetricFacts } from './run-data.js';

const KEYS = ['title', 'unit', 'better', 'digits', 'percent', 'scale', 'about', 'beside'] as const;
/** More digits than this cannot be written. */
const MOST_DIGITS = 100;

/** Throws `CL_OPTION_UNKNOWN`, `CL_OPTION_INVALID`: a page in a browser could only leave out what is wrong. */
export function checkFacts(facts: MetricFacts, headline: readonly string[]): void {
  for (const [name, fact] of Object.entries(facts)) {
    knownOptions(`report: metricFacts.${name}`, fact, KEYS);
    const { better, digits, scale } = fact;
    const check = (ok: boolean, key: string, what: string, found: unknown) =>
      requireOption('report', found === undefined || ok, `metricFacts.${name}.${key}`, what, found);
    check(better === 'min' || better === 'max', 'better', "'min' or 'max'", better);
    check(scale === 'linear' || scale === 'log', 'scale', "'linear' or 'log'", scale);
    const isCount = Number.isInteger(digits) && digits! >= 0 && digits! <= MOST_DIGITS;
    check(isCount, 'digits', `an integer from 0 to ${MOST_DIGITS}`, digits);
  }
  const isList = Array.isArray(headline) && headline.every((name) => typeof name === 'string');
  requireOption('report', isList, 'headline', 'a list of names of metrics', headline);
}
