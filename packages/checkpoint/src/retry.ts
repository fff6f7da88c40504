/** What a moment's patience may mend: a busy or interrupted call, a hiccup of a disk or network, too many open files. */
const TRANSIENT: readonly unknown[] = ['EAGAIN', 'EBUSY', 'EINTR', 'EIO', 'EMFILE', 'ENFILE'];

/** Pauses between tries, in milliseconds. */
export const RETRY_PAUSES: readonly number[] = [50, 250, 1000];

/** How patience is had, and who is told. */
export interface Patience {
  wait(milliseconds: number): Promise<void>;
  /** Told of every failure after which there is another try. */
  tell(message: string): void;
}

/** Runs `body` again, a few times with growing pauses, while it fails for a reason that may pass; then throws what it threw. */
export async function retrying<T>(what: string, body: () => Promise<T>, { wait, tell }: Patience): Promise<T> {
  for (const [i, pause] of RETRY_PAUSES.entries()) {
    try {
      return await body();
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (!TRANSIENT.includes(code)) throw error;
      tell(`could not ${what}: ${message}. Trying again in ${pause} ms (${i + 1} of ${RETRY_PAUSES.length})`);
      await wait(pause);
    }
  }
  return body();
}
