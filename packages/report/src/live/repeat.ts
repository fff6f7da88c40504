/**
 * Does some work again and again, `ms` after the time before is through. Does not keep the process alive.
 * @param work must not throw
 * @returns ends it
 */
export function repeat(work: () => Promise<void> | void, ms: number): () => void {
  let ended = false;
  let timer: NodeJS.Timeout;
  const wait = () => {
    timer = setTimeout(async () => {
      await work();
      if (!ended) wait();
    }, ms).unref();
  };
  wait();
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}
