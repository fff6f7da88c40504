import { cliError } from './errors.js';

/** The value of a flag that takes a whole number; throws `CLI_USAGE`. */
export function wholeNumber(flag: string, text: string, least: number): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(value) && value >= least) return value;
  throw cliError('CLI_USAGE', `--${flag} is '${text}'. Give a whole number of at least ${least}`);
}
