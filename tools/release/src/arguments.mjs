// What `pnpm release:rehearse` was asked for.

/** The package managers a consumer may install with. */
export const MANAGERS = /** @type {const} */ (['npm', 'pnpm', 'yarn']);
/** Checks that are neither a consumer nor depend on a package manager. */
export const CHECKS = /** @type {const} */ (['tarballs', 'bare-install', 'install-blocks', 'examples', 'upgrades']);

/**
 * @typedef {'npm' | 'pnpm' | 'yarn'} Manager
 * @typedef {object} Options
 * @property {string[] | undefined} only names of consumers and checks; all where undefined
 * @property {Manager[]} managers
 * @property {number[]} nodes major versions
 * @property {boolean} keep
 * @property {boolean} workingTree
 * @property {string | undefined} reuse folder of a kept rehearsal whose registry is used as it is
 * @property {boolean} help
 */

/** @param {readonly string[]} names of consumers @param {readonly number[]} majors @returns {string} */
export const usage = (names, majors) => `pnpm release:rehearse [flags]

Versions, builds and publishes every package to a registry on this machine, in a clone, and uses them from there as
strangers would. Nothing leaves this machine and the repository is not touched.

  --only A,B        some of: ${names.join(', ')}, ${CHECKS.join(', ')}
  --managers A,B    some of: ${MANAGERS.join(', ')}
  --nodes A,B       some of: ${majors.join(', ')}
  --working-tree    rehearse the files as they lie here, not the last commit
  --keep            leave the temporary folder
  --reuse DIR       use the packages that a rehearsal with --keep published in DIR
  --help            this text`;

/**
 * The options of a command line; a plain sentence where it cannot be understood.
 * @param {readonly string[]} argv
 * @param {{ consumers: readonly string[], majors: readonly number[] }} known
 * @returns {Options | string}
 */
export function parseArguments(argv, { consumers, majors }) {
  /** @type {Options} */
  const options = {
    only: undefined,
    managers: [...MANAGERS],
    nodes: [...majors],
    keep: false,
    workingTree: false,
    reuse: undefined,
    help: false,
  };
  /** @type {Record<string, (value: string) => string | undefined>} */
  const valued = {
    '--only': (value) => list(value, '--only', [...consumers, ...CHECKS], (names) => (options.only = names)),
    '--managers': (value) =>
      list(value, '--managers', MANAGERS, (names) => (options.managers = /** @type {Manager[]} */ (names))),
    '--nodes': (value) => list(value, '--nodes', majors.map(String), (names) => (options.nodes = names.map(Number))),
    '--reuse': (value) => void (options.reuse = value),
  };
  /** @type {Record<string, () => void>} */
  const plain = {
    '--keep': () => (options.keep = true),
    '--working-tree': () => (options.workingTree = true),
    '--help': () => (options.help = true),
  };
  const rest = argv.flatMap((word) => (valued[word.split('=')[0] ?? ''] ? split(word) : [word]));
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (plain[word]) {
      plain[word]?.();
      continue;
    }
    const take = valued[word];
    if (take === undefined) return `Unknown flag '${word}'. --help lists them.`;
    const value = rest.shift();
    if (value === undefined || value === '' || value.startsWith('--')) return `${word} needs a value.`;
    const problem = take(value);
    if (problem !== undefined) return problem;
  }
  return options;
}

/** @param {string} word `--flag=value` or `--flag` @returns {string[]} */
function split(word) {
  const at = word.indexOf('=');
  return at === -1 ? [word] : [word.slice(0, at), word.slice(at + 1)];
}

/**
 * @param {string} value @param {string} flag @param {readonly string[]} known
 * @param {(names: string[]) => void} use
 * @returns {string | undefined} what is wrong
 */
function list(value, flag, known, use) {
  const names = value.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) return `${flag}: '${unknown}' is not one of ${known.join(', ')}.`;
  use([...new Set(names)]);
  return undefined;
}
