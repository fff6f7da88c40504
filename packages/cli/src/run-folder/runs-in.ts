import { readdir } from 'node:fs/promises';
import { FOLDS_FILES, foldFolder, RUN_FILES } from './run-folder.js';

/** The run folders that a folder stands for: itself, or of one with a run for each fold those that have begun, in their order. */
export async function runsIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((): string[] => []);
  if (!names.includes(FOLDS_FILES.record)) return [folder];
  const numbers = names.flatMap((name) => /^fold-([1-9]\d{0,3})$/.exec(name)?.[1] ?? []).map(Number);
  const folders = numbers.sort((a, b) => a - b).map((fold) => foldFolder(folder, fold));
  const begun = await Promise.all(folders.map((path) => readdir(path).catch((): string[] => [])));
  return folders.filter((_, i) => begun[i]!.includes(RUN_FILES.config));
}
