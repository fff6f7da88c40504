import { readFileSync } from 'node:fs';

/** Exact versions by package, e.g. `{ vitest: '4.1.12' }`. */
export type Versions = Readonly<Record<string, string>>;

/** The versions this package was built and tested with; written by the build. */
export const builtVersions = (): Versions =>
  JSON.parse(readFileSync(new URL('../dist/versions.json', import.meta.url), 'utf8'));
