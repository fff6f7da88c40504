// The flags of the repository's own programs: described once, for reading them and for --help.
import { parseArgs } from 'node:util';

/**
 * @typedef {{ usual: string, quick?: string, of?: readonly string[], help: string }} List words with commas between them, `of` these
 *   or whole numbers from 1 on; `quick` is the default with the flag --quick
 */

/**
 * Reads the flags of this process. Prints the help for `--help`, and what is wrong with a flag, and ends the process then.
 * @template {Record<string, List>} Lists
 * @template {Record<string, { type: 'string' | 'boolean', help: string }>} Others
 * @param {string} heading @param {Lists} lists @param {Others} others
 * @returns {{ [K in keyof Lists]: string[] } & { [K in keyof Others]?: Others[K]['type'] extends 'string' ? string : boolean }}
 */
export function readFlags(heading, lists, others) {
  const line = (/** @type {string} */ name, /** @type {string} */ help) => `  --${name.padEnd(12)}${help}`;
  const words = (/** @type {string} */ name, /** @type {string} */ text, /** @type {List} */ { of }) => {
    const list = text.split(',');
    const wrong = list.find((word) => (of ? !of.includes(word) : !/^[1-9]\d*$/.test(word)));
    const wanted = of ? `one of ${of.join(', ')}` : 'a whole number of at least 1';
    if (wrong !== undefined) throw new TypeError(`--${name}: '${wrong}' is not ${wanted}`);
    return list;
  };
  try {
    const strings = Object.fromEntries(
      Object.keys(lists).map((name) => [name, { type: /** @type {const} */ ('string') }]),
    );
    const options = { ...strings, ...others, help: { type: /** @type {const} */ ('boolean') } };
    /** @type {Record<string, any>} */
    const values = parseArgs({ args: process.argv.slice(2).filter((arg) => arg !== '--'), options }).values;
    for (const [name, list] of Object.entries(lists))
      values[name] = words(name, values[name] ?? (values['quick'] && list.quick) ?? list.usual, list);
    if (!values['help']) return /** @type {any} */ (values);
  } catch (error) {
    console.error(/** @type {Error} */ (error).message);
    process.exit(2);
  }
  const shown = Object.entries(lists).map(([name, { usual, help }]) => line(name, `${help} (${usual})`));
  console.log(
    [heading, '', ...shown, ...Object.entries(others).map(([name, { help }]) => line(name, help))].join('\n'),
  );
  process.exit(0);
}
