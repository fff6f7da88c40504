import { CreateError } from './create-error.js';

/** One name, in all its spellings. */
export interface PluginName {
  /** On npm: `amnl-plugin-gradient-noise`, or `@me/gradient-noise` with a scope. */
  readonly packageName: string;
  /** The given name, without its scope. */
  readonly folder: string;
  /** The plugin's own name, and its file's: `gradient-noise`. */
  readonly plugin: string;
}

const PREFIX = 'amnl-plugin-';
const WORDS = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
/** What npm allows before the slash. */
const SCOPE = /^[a-z0-9~-][a-z0-9._~-]*$/;
const LONGEST_PACKAGE_NAME = 214;
/** Names that no file can have: the entry's own, and Windows' devices. */
const NO_FILE = /^(index|con|prn|aux|nul|com\d|lpt\d)$/;

/** A new plugin runs after these, so it cannot have their names. */
const BEFORE_IT = ['loss-scale', 'grad-clip'];

/**
 * Reads the name of a plugin: `gradient-noise`, `amnl-plugin-gradient-noise` or `@me/gradient-noise`.
 * @throws CreateError if it cannot be the name of a package, a folder and a file on every system
 */
export function parseName(typed: string): PluginName {
  const refuse = (why: string) => new CreateError(`'${shown(typed)}' cannot be a plugin's name: ${why}`, 2);
  const scoped = /^@([^/]*)\/(.*)$/s.exec(typed);
  const folder = scoped?.[2] ?? typed;
  if (folder.trim() === '') throw refuse('it is empty. Give one such as my-plugin');
  if (/[/\\]/.test(folder) || /^\.+$/.test(folder)) {
    throw refuse('it is a path. Give a name such as my-plugin; its folder is created in the current one');
  }
  if (scoped && !SCOPE.test(scoped[1]!)) throw refuse(`npm has no scope '@${shown(scoped[1]!)}'. Give one such as @me`);
  const plugin = folder.startsWith(PREFIX) ? folder.slice(PREFIX.length) : folder;
  if (!WORDS.test(plugin)) {
    throw refuse(
      `use lower-case letters, digits and single hyphens, and begin with a letter, e.g. ${suggestion(plugin)}`,
    );
  }
  if (NO_FILE.test(plugin)) throw refuse(`no file can be called ${plugin}.ts. Add a word, e.g. my-${plugin}`);
  if (BEFORE_IT.includes(plugin))
    throw refuse(`@amnl/${plugin} is taken, and runs before it. Add a word, e.g. my-${plugin}`);
  const packageName = scoped ? typed : PREFIX + plugin;
  if (packageName.length > LONGEST_PACKAGE_NAME) {
    const found = `${packageName.slice(0, 30)}… has ${packageName.length} characters`;
    throw new CreateError(`${found}, and npm allows ${LONGEST_PACKAGE_NAME}. Shorten it`, 2);
  }
  return { packageName, folder, plugin };
}

/** A name in a message: shortened, and without control characters. */
const shown = (typed: string): string =>
  JSON.stringify(typed.length > 60 ? `${typed.slice(0, 60)}…` : typed).slice(1, -1);

/** `MyPlugin 2` → `my-plugin-2`; an example if nothing is left of it. */
function suggestion(found: string): string {
  const words = found
    .slice(0, 60)
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[-0-9]+|-+$/g, '');
  const ascii = /^[\x20-\x7e]*$/.test(found); // fragments of other words are meaningless
  return ascii && WORDS.test(words) && !NO_FILE.test(words) ? words : 'my-plugin';
}

/** `gradient-noise` → `gradientNoise`. */
export const camelCase = (words: string): string =>
  words.replace(/-([a-z0-9])/g, (_, first: string) => first.toUpperCase());

/** `gradient-noise` → `GradientNoise`. */
export const pascalCase = (words: string): string => camelCase(`-${words}`);
