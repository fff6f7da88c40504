import type { Command, CommanderError } from 'commander';

/** A message for a mistake on the command line; commander itself finds the nearest valid flag or command. */
export function usageMessage(error: CommanderError, program: Command, args: readonly string[]): string {
  const command = commandOf(program, args);
  const path = pathOf(command);
  const commands = command.commands.map((sub) => sub.name()).join(', ');
  const [first = '', hint] = error.message.replace(/^error: /, '').split('\n');
  const nearest = /Did you mean (?:one of )?(.*)\?/.exec(hint ?? '')?.[1];
  const found = /'([^']*)'/.exec(first)?.[1] ?? '';
  switch (error.code) {
    case 'commander.unknownOption':
      return message(`unknown flag '${found}' of '${path}'`, nearest ? `the nearest one is ${nearest}` : seeHelp(path));
    case 'commander.unknownCommand':
      return message(
        `unknown command '${path} ${found}'`,
        nearest ? `the nearest one is ${nearest}` : `commands: ${commands}`,
      );
    case 'commander.excessArguments':
      return message(`'${path}' got an argument too many: ${command.args.join(' ')}`, seeHelp(path));
    case 'commander.help':
      return message(`'${path}' needs a command`, `one of: ${commands}`);
    default:
      return message(first.replace(/\.$/, ''), seeHelp(path));
  }
}

function message(what: string, advice: string): string {
  return `[cli] ${what}; ${advice}. (CLI_USAGE)`;
}

function seeHelp(path: string): string {
  return `see '${path} --help'`;
}

/** The command that the leading arguments name: the last one known. */
function commandOf(program: Command, args: readonly string[]): Command {
  let command = program;
  for (const arg of args) {
    const sub = command.commands.find((candidate) => candidate.name() === arg);
    if (sub === undefined) break;
    command = sub;
  }
  return command;
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}
