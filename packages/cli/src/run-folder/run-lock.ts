import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { link, mkdir, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { readRegularSync } from '@amnl/core-loop/node';
import { cliError } from '../terminal/errors.js';
import { shortText } from '../terminal/plain-value.js';
import { shellWord } from '../terminal/shell-word.js';
import { reasonOf } from '../terminal/system-reason.js';
import { notice } from '../terminal/terminal.js';
import { readRunFile } from './read-run-file.js';
import { RUN_FILES } from './run-folder.js';

/** Who writes to a run folder, as its lock file says. */
interface Owner {
  readonly pid: number;
  readonly host: string;
  /** When the process began, as its system counts; distinguishes a process from a later one with the same id. */
  readonly began: string | null;
  /** Of this one lock. */
  readonly id: string;
}

/**
 * Takes a run folder for this process: two that train into the same folder would destroy each other's checkpoints. The lock of a
 * process that is gone (killed, power cut) is taken over.
 * @returns gives the folder back
 * @throws CLI_RUN_BUSY while another process has it, or one on another machine may have it
 */
export async function lockRun(folder: string): Promise<() => void> {
  const path = join(folder, RUN_FILES.lock);
  const own: Owner = { pid: process.pid, host: hostname(), began: beginOf(process.pid), id: randomUUID() };
  for (let attempt = 1; ; attempt++) {
    try {
      await create(path, own);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw cliError('CLI_WRITE_FAILED', `cannot write ${path}: ${reasonOf(error)}`, error);
      }
      const owner = await ownerOf(folder);
      if (attempt === ATTEMPTS || (owner !== 'gone' && mayBeAlive(owner))) throw busy(folder, path, owner);
      if (owner !== 'gone') await putAway(folder, owner);
    }
  }
  const release = () => {
    process.off('exit', release);
    try {
      if (isOurs(path, own)) rmSync(path, { force: true });
    } catch {
      // A disk that has failed or turned read-only. The next process sees that this one is gone.
    }
  };
  process.on('exit', release);
  return release;
}

/** Whether a process is training in a run folder now, as far as this machine knows. */
export async function isTraining(folder: string): Promise<boolean> {
  return (await whereTrained(folder)) !== undefined;
}

/** Where a process is training in a run folder; of another machine nobody knows whether it still does. */
export async function whereTrained(folder: string): Promise<'here' | 'elsewhere' | undefined> {
  const owner = await ownerOf(folder);
  if (owner === 'gone' || owner === 'unreadable' || !mayBeAlive(owner)) return undefined;
  return owner.host === hostname() ? 'here' : 'elsewhere';
}

/** Fails where the file is there: of two processes only one gets it. Its content is there with it, not a moment later. */
async function create(path: string, own: Owner): Promise<void> {
  const draft = `${path}.${own.id}`;
  await writeFile(draft, JSON.stringify(own), { flag: 'w' });
  try {
    await link(draft, path);
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'ENOSYS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    await writeFile(path, JSON.stringify(own), { flag: 'wx' }); // a file system without hard links
  } finally {
    await rm(draft, { force: true });
  }
}

/** Tries to get a lock that others are taking over, too. */
const ATTEMPTS = 100;

/** Milliseconds after which a process that was taking over counts as dead: it needs a few of them. */
const TAKEOVER_MS = 10_000;

/**
 * Removes the lock of an owner that is gone. One process at a time may do so, and looks again before: another one may have taken
 * over in the meantime.
 */
async function putAway(folder: string, owner: Owner | 'unreadable'): Promise<void> {
  const path = join(folder, RUN_FILES.lock);
  const guard = `${path}.takeover`;
  try {
    await mkdir(guard); // fails where it is there
  } catch {
    const since = await stat(guard).catch(() => undefined);
    if (since !== undefined && Date.now() - since.mtimeMs > TAKEOVER_MS) await rmdir(guard).catch(() => {});
    await wait(20);
    return;
  }
  try {
    if (!isDeepStrictEqual(await ownerOf(folder), owner)) return;
    await rm(path, { force: true });
    notice(`process ${describe(owner)}, which was training this run, is gone; taking over`);
  } finally {
    await rmdir(guard).catch(() => {});
  }
}

/** A lock has some hundred bytes. */
const MAX_LOCK_BYTES = 1 << 16;

/**
 * A lock file that is no JSON of ours was cut off while it was written: its owner did not get far.
 * @throws CLI_RUN_INVALID for anything but a file, or if it is too large for a lock
 */
async function ownerOf(folder: string): Promise<Owner | 'unreadable' | 'gone'> {
  const text = await readRunFile(folder, RUN_FILES.lock, MAX_LOCK_BYTES);
  return text === undefined ? 'gone' : (parseOwner(text) ?? 'unreadable');
}

function parseOwner(text: string): Owner | undefined {
  try {
    const { pid, host, began, id } = JSON.parse(text) as Partial<Owner>;
    if (!Number.isSafeInteger(pid) || pid! <= 0 || typeof host !== 'string') return undefined;
    return { pid: pid!, host, began: began ?? null, id: String(id) };
  } catch {
    return undefined;
  }
}

/** For another machine this is unknown. */
function mayBeAlive(owner: Owner | 'unreadable'): boolean {
  if (owner === 'unreadable') return false;
  if (owner.host !== hostname()) return true;
  if (!isRunning(owner.pid)) return false;
  const began = beginOf(owner.pid);
  return began === null || owner.began === null || began === owner.began;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // somebody else's, but there
  }
}

/** When a process began, in ticks since the machine started; null where the system does not say (no Linux). */
function beginOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Field 22; the name in field 2 may hold anything, but ends at the last bracket.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

function isOurs(path: string, own: Owner): boolean {
  try {
    return parseOwner(new TextDecoder().decode(readRegularSync(path, MAX_LOCK_BYTES)))?.id === own.id;
  } catch {
    return false;
  }
}

function describe(owner: Owner | 'unreadable'): string {
  return owner === 'unreadable' ? 'with an unreadable lock' : `${owner.pid} on ${shortText(owner.host)}`;
}

function busy(folder: string, path: string, owner: Owner | 'unreadable' | 'gone') {
  const who = owner === 'gone' ? 'another process' : `process ${describe(owner)}`;
  return cliError(
    'CLI_RUN_BUSY',
    `${who} is training in ${folder}. Wait for it, or give another folder with --out; if you are sure it is gone, remove ${shellWord(path)}`,
  );
}
