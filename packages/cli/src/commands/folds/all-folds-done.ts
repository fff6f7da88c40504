import { finished, runOfFold } from '../../run-folder/resume.js';

/** Whether the run of every fold has finished with the epochs it was to have. */
export async function allFoldsDone(folder: string, folds: number, epochs: number): Promise<boolean> {
  for (let fold = 1; fold <= folds; fold++) {
    const run = await runOfFold(folder, fold);
    if (run === undefined || (await finished(run, epochs)) === undefined) return false;
  }
  return true;
}
