import { PLAN_FILES, RUN_FILES } from '../run-folder/run-folder.js';

/** Names that files of a plan, or of a run, have. */
const TAKEN = new Set<string>(
  [...Object.values(PLAN_FILES), ...Object.values(RUN_FILES)].map((name) => name.toLowerCase()),
);

/**
 * Why runs cannot have these folders: two have the same one, also where the file system takes capitals for small letters, or one lies in
 * that of another.
 * @returns undefined if they can
 */
export function whyNotFolders(names: readonly string[]): string | undefined {
  const seen = new Map(names.map((name, index) => [name.toLowerCase(), index]));
  for (const [index, name] of names.entries()) {
    const parts = name.toLowerCase().split('/');
    if (TAKEN.has(parts[0]!)) return `the folder '${name}' of run ${index} has the name of a file next to it`;
    const other = seen.get(parts.join('/'))!;
    if (other !== index) return `runs ${index} and ${other} have the same folder '${name}'`;
    for (let length = 1; length < parts.length; length++) {
      const outer = seen.get(parts.slice(0, length).join('/'));
      if (outer !== undefined) return `the folder '${name}' of run ${index} lies in that of run ${outer}`;
    }
  }
  return undefined;
}
