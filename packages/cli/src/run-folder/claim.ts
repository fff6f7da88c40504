import { setTimeout as wait } from 'node:timers/promises';
import type { TrainError } from '@amnl/core-loop';
import { discardRunFolder, makeRunFolder } from './run-folder.js';
import { lockRun } from './run-lock.js';

/** A run folder that this process has. */
export interface Claim {
  /** Gives it back as it is. */
  release(): void;
  /** Removes what a run has left in it and the folders that were made for it, and gives it back. @returns whether nothing is left */
  discard(): Promise<boolean>;
}

/** Tries to lock a folder that another process, which has failed in it, is removing. */
const ATTEMPTS = 5;

/**
 * Makes a run folder and locks it.
 * @param made whether it is there
 * @throws CLI_RUN_BUSY, CLI_WRITE_FAILED
 */
export async function claimRunFolder(folder: string, made: boolean): Promise<Claim> {
  for (let attempt = 1; ; attempt++) {
    const folders = made ? [] : await makeRunFolder(folder);
    try {
      return claimOf(folder, folders, await lockRun(folder));
    } catch (error) {
      const { code } = ((error as TrainError).cause ?? {}) as NodeJS.ErrnoException;
      if (made || code !== 'ENOENT' || attempt === ATTEMPTS) throw error;
      await wait(20);
    }
  }
}

function claimOf(folder: string, made: readonly string[], release: () => void): Claim {
  let ours = true;
  return {
    release() {
      if (ours) release();
      ours = false;
    },
    async discard() {
      if (!ours) return true; // somebody else may have it
      const clean = await discardRunFolder(folder, made); // the lock is the last of its files
      this.release();
      return clean;
    },
  };
}
