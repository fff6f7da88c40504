import type { Command, CommanderError } from 'commander';
import { nearestSetting } from './config/nearest-setting.js';

/** A message for a mistake on the command line; commander itself finds the nearest valid flag or command. */
export function usageMessage(error: CommanderError, program: Command, args: readonly string[]): string {
  const command = commandOf(program, args);
  const path = pathOf(command);
  const commands = command.commands.map((sub) => sub.name()).join(', ');
  const [first = '', hint] = error.message.replace(/^error: /, '').split('\n');
  const nearest = /Did you mean (?:one of )?(.*)\?/
    .exec(hint ?? '')?.[1]
    ?.split(', ')
    .map((name) => `'${name}'`)
    .join(' or ');
  const found = /'([^']*)'/.exec(first)?.[1] ?? '';
  switch (error.code) {
    case 'commander.unknownOption':
      return message(
        `unknown flag '${found}' of '${path}'`,
        settingHint(command, found, nearest) ?? (nearest ? `Did you mean ${nearest}?` : seeHelp(path)),
      );
    case 'commander.unknownCommand':
      return message(
        `unknown command '${path} ${found}'`,
        nearest ? `Did you mean ${nearest}?` : `Expected one of ${commands}`,
      );
    case 'commander.excessArguments': {
      const unexpected = command.args.slice(command.registeredArguments.length);
      return message(
        `unexpected argument ${unexpected.map((word) => `'${word}'`).join(', ')} of '${path}'`,
        seeHelp(path),
      );
    }
    default:
      return message(first.replace(/\.$/, ''), seeHelp(path));
  }
}

function message(what: string, advice: string): string {
  return `[cli] ${what}. ${advice}${advice.endsWith('?') ? '' : '.'} (CLI_USAGE)`;
}

/** Most settings have no flag of their own: `--learning-rate`, `--lr` and `--simulate` are for `--set`. */
function settingHint(command: Command, flag: string, nearestFlag: string | undefined): string | undefined {
  if (command.name() !== 'train' && command.name() !== 'find-lr') return undefined;
  const { name, exact } = nearestSetting(flag) ?? {};
  if (name === undefined || (nearestFlag !== undefined && !exact)) return undefined;
  return `Use --set ${name}=${name === 'simulate' ? 'true' : 'VALUE'}`;
}

function seeHelp(path: string): string {
  return `See '${path} --help'`;
}

/** The command that the leading arguments name: the last one known. */
export function commandOf(program: Command, args: readonly string[]): Command {
  let command = program;
  for (const arg of args) {
    const sub = command.commands.find((candidate) => candidate.name() === arg);
    if (sub === undefined) break;
    command = sub;
  }
  return command;
}

/**
 * The arguments without `help`, if it asks for the help of a command that there is not: `amnl help foo` is then refused as `amnl foo`
 * is. Commander would show the help of all commands.
 */
export function withoutHelpOfUnknown(program: Command, args: readonly string[]): readonly string[] {
  const command = commandOf(program, args);
  const at = pathOf(command).split(' ').length - 1;
  const [help, name = '-'] = args.slice(at);
  if (help !== 'help' || name === 'help' || name.startsWith('-')) return args;
  const { commands } = command;
  return commands.length === 0 || commands.some((sub) => sub.name() === name) ? args : args.toSpliced(at, 1);
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}
