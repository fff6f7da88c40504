import { readFileSync } from 'node:fs';
import { parseArguments, USAGE } from './arguments.js';
import { CreateError } from './create-error.js';
import { withVersions } from './manifest.js';
import { nextCommands, packageManagerOf } from './package-manager.js';
import { pluginFiles } from './plugin-files.js';
import { builtVersions } from './versions.js';
import { requireFree, writeFolder } from './write-folder.js';

/** The command: creates the folder in the current one. @returns the exit code */
export function main(args: readonly string[]): number {
  try {
    console.log(answer(args));
    return 0;
  } catch (error) {
    if (!(error instanceof CreateError)) throw error;
    console.error(`create-amnl-plugin: ${error.message}`);
    return error.exitCode;
  }
}

/** Runs the command and prints the result. */
function answer(args: readonly string[]): string {
  const request = parseArguments(args);
  if (request.ask === 'help') return USAGE;
  if (request.ask === 'version') return ownVersion();
  const { name, licence, dryRun } = request;
  const manager = packageManagerOf(process.env['npm_config_user_agent']);
  const files = {
    ...pluginFiles({
      name,
      licence,
      year: new Date().getFullYear(),
      manifest: (manifest) => withVersions(manifest, builtVersions()),
    }),
    ...manager.files,
  };
  if (dryRun) {
    requireFree(name.folder);
    return [`Would write ${name.packageName}:`, ...Object.keys(files).map((path) => `  ${name.folder}/${path}`)].join(
      '\n',
    );
  }
  writeFolder(name.folder, files);
  const commands = nextCommands(manager, name.folder).map((command) => `  ${command}`);
  return [`Wrote ${name.packageName} into ${name.folder}. Next:`, '', ...commands, ''].join('\n');
}

const ownVersion = (): string => JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
