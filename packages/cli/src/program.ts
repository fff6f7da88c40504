import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { AmnlCommand } from './commands/amnl-command.js';
import { COMMANDS } from './commands/flags.js';

/**
 * The `amnl` program. Nothing heavy is imported before an action runs, so that `--help` is instant.
 * @param writeOut gets help and version
 */
export function createProgram(writeOut: (text: string) => unknown): Command {
  const program = new AmnlCommand('amnl')
    .description(
      "Train, evaluate and use networks that predict the remaining useful life of machines: those of your own tables, or NASA's turbofan engines.",
    )
    .version(version())
    .exitOverride()
    .configureOutput({ writeOut, writeErr: () => undefined }) // main() prints results and errors
    .hook('preAction', async (_, action) => (await import('./terminal/flag-values.js')).refuseEmpty(action));
  for (const add of COMMANDS) addDebug(add(program));
  return program;
}

function addDebug(command: Command): void {
  command.addOption(new Option('--debug', 'print the stack trace of an error').helpGroup('Options:'));
  for (const inner of command.commands) addDebug(inner);
}

function version(): string {
  const manifest = new URL('../package.json', import.meta.url);
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}
