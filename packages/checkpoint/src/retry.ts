/** Failures that may be transient: a busy or interrupted call, a disk or network problem, too many open files. */
const TRANSIENT: readonly unknown[] = ['EAGAIN', 'EBUSY', 'EINTR', 'EIO', 'EMFILE', 'ENFILE'];

/** Pauses between tries, in milliseconds. */
export const RETRY_PAUSES: readonly number[] = [50, 250, 1000];

/** How to wait, and whom to notify. */
export interface Patience {
  wait(milliseconds: number): Promise<void>;
  /** Called for every failure that is followed by a retry. */
  notify(message: string): void;
}

/** Retries `body` a few times with growing pauses while it fails for a transient reason; then throws its error. */
export async function retrying<T>(what: string, body: () => Promise<T>, { wait, notify }: Patience): Promise<T> {
  for (const [i, pause] of RETRY_PAUSES.entries()) {
    try {
      return await body();
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (!TRANSIENT.includes(code)) throw error;
      notify(`could not ${what}: ${message}. Retrying in ${pause} ms (${i + 1} of ${RETRY_PAUSES.length})`);
      await wait(pause);
    }
  }
  return body();
}
