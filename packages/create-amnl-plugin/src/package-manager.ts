/** Commands of a package manager. */
export interface PackageManager {
  readonly name: 'npm' | 'pnpm' | 'yarn';
  /** Files it needs in its own project. */
  readonly files: Readonly<Record<string, string>>;
}

const PLAIN: PackageManager = { name: 'npm', files: {} };

/**
 * The package manager that started this process.
 * @param userAgent the variable `npm_config_user_agent`, e.g. `pnpm/10.34.9 npm/? node/v20.20.2 linux x64`
 */
export function packageManagerOf(userAgent = ''): PackageManager {
  const [, name, major] = /^(pnpm|yarn)\/(\d+)/.exec(userAgent) ?? [];
  if (name === 'pnpm') return { name, files: {} };
  if (name !== 'yarn') return PLAIN;
  // From version 2 on it does not create node_modules by default, and tsc finds no types without it.
  return { name, files: Number(major) >= 2 ? { '.yarnrc.yml': 'nodeLinker: node-modules\n' } : {} };
}

/** The next commands, one per line. */
export const nextCommands = ({ name }: PackageManager, folder: string): readonly string[] => [
  `cd ${folder}`,
  `${name} install`,
  name === 'yarn' ? 'yarn run test' : `${name} test`,
];
