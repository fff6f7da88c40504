import { basename, resolve } from 'node:path';
import { cliError } from '../../terminal/errors.js';

/** The folder of each run by the name that it is served under: `runs/a` as `a`, `b=runs/c` as `b`. @throws CLI_USAGE */
export function namedRuns(args: readonly string[]): Record<string, string> {
  const named: Record<string, string> = {};
  for (const arg of args) {
    const [, given, path = arg] = /^([A-Za-z0-9][A-Za-z0-9._-]*)=(.+)$/.exec(arg) ?? [];
    const folder = resolve(path);
    const name = given ?? basename(folder);
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name)) {
      throw cliError(
        'CLI_USAGE',
        `'${name}' cannot stand in an address. Name the run with letters and digits: NAME=${arg}`,
      );
    }
    if (Object.hasOwn(named, name)) {
      throw cliError('CLI_USAGE', `two runs are called '${name}'. Give one of them another name: NAME=${arg}`);
    }
    named[name] = folder;
  }
  return named;
}
