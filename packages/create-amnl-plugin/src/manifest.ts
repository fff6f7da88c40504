import type { Versions } from './versions.js';

/** What this package reads and writes of a package.json; other fields pass through. */
export interface Manifest {
  readonly name: string;
  readonly license: string;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/**
 * Ranges for a package outside of any workspace: tools and test partners exactly as tested, peers at least as new as tested.
 * @param manifest with `workspace:^` and `catalog:` in place of versions
 */
export function withVersions<T extends Manifest>(manifest: T, versions: Versions): T {
  const versionOf = (name: string): string => {
    const version = versions[name];
    if (version === undefined) throw new Error(`no version of ${name} among ${Object.keys(versions).join(', ')}`);
    return version;
  };
  const peers = Object.entries(manifest.peerDependencies).map(
    ([name, range]) => [name, range === 'workspace:^' ? `^${versionOf(name)}` : range] as const,
  );
  const exact = Object.keys(manifest.devDependencies).map((name) => [name, versionOf(name)] as const);
  return { ...manifest, peerDependencies: Object.fromEntries(peers), devDependencies: Object.fromEntries(exact) };
}
