import { parseArgs } from 'node:util';
import { CreateError } from './create-error.js';
import { LICENCES, type Licence, parseLicence } from './licence.js';
import { type PluginName, parseName } from './plugin-name.js';

/** What the command line asks for. */
export type Request =
  | { readonly ask: 'help' }
  | { readonly ask: 'version' }
  | { readonly ask: 'create'; readonly name: PluginName; readonly licence: Licence; readonly dryRun: boolean };

/** The text of `--help`. */
export const USAGE = `npm create amnl-plugin NAME [-- OPTIONS]

Makes a folder with a plugin for @amnl/core-loop: source, tests, types, README.
NAME is my-plugin (on npm: amnl-plugin-my-plugin) or @me/my-plugin.

  --license ID   ${LICENCES.join(', ')}; default ${LICENCES[0]}
  --dry-run      list the files, write nothing
  --version
  --help

With pnpm: pnpm create amnl-plugin NAME; with yarn: yarn dlx create-amnl-plugin NAME. These take options without the --.`;

/** @throws CreateError for an invalid command line */
export function parseArguments(args: readonly string[]): Request {
  const { values, positionals } = parse(args);
  if (values.help) return { ask: 'help' };
  if (values.version) return { ask: 'version' };
  const [name, ...more] = positionals;
  if (name === undefined) throw new CreateError('no name given, e.g. `npm create amnl-plugin my-plugin`', 2);
  if (more.length > 0) throw new CreateError(`one name at a time; found ${positionals.join(', ')}`, 2);
  return {
    ask: 'create',
    name: parseName(name),
    licence: values.license === undefined ? LICENCES[0] : parseLicence(values.license),
    dryRun: values['dry-run'] ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
        license: { type: 'string' },
        'dry-run': { type: 'boolean' },
      },
    });
  } catch (error) {
    const [what] = (error as Error).message.split('. ');
    throw new CreateError(`${what}. Known options are in \`npm create amnl-plugin -- --help\``, 2);
  }
}
