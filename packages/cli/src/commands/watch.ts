import { resolve } from 'node:path';
import { readRun } from '../report/read-run.js';
import { isTraining } from '../run-folder/run-lock.js';
import { inform } from '../terminal/terminal.js';
import { type LiveFlags, openLivePage } from './live-page.js';

/**
 * `amnl watch RUN`: serves the live page of a run, whichever process trains in it, until Ctrl-C.
 * @throws CLI_RUN_INVALID if the folder contains no run
 */
export async function watch(folder: string, flags: LiveFlags): Promise<void> {
  const path = resolve(folder);
  await readRun(path); // what is wrong with the folder is said here rather than in the browser
  const server = await openLivePage(path, flags);
  inform(`Press Ctrl-C to stop serving${(await isTraining(path)) ? '; training continues' : ''}.`);
  await new Promise<void>((ended) => {
    process.once('SIGINT', () => ended());
    process.once('SIGTERM', () => ended());
  });
  await server.close();
}
