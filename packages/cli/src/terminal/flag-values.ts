import type { Command } from 'commander';
import { cliError } from './errors.js';

/** The value of a flag that takes a whole number; throws `CLI_USAGE`. */
export function wholeNumber(flag: string, text: string, least: number): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(value) && value >= least) return value;
  throw cliError('CLI_USAGE', `--${flag} is '${text}'. Give a whole number of at least ${least}`);
}

/** An empty word is a shell variable that is not set; taken as a path it would be the current folder. @throws CLI_USAGE */
export function refuseEmpty(command: Command): void {
  const flag = command.options.find((option) => command.getOptionValue(option.attributeName()) === '');
  if (flag === undefined && !command.args.includes('')) return;
  const what = flag === undefined ? 'an argument' : (flag.long ?? flag.flags);
  throw cliError('CLI_USAGE', `${what} is empty. Give a value; perhaps a shell variable is not set`);
}
