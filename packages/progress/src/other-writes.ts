import type { ProgressStream } from './stream.js';

/** Performs a write by others through `write()`, with the work before and after it; `ended` says whether it ends its line. */
export type Around = (write: () => unknown, ended: boolean) => unknown;

/**
 * Passes every write to the streams to `around`, `console.log` included.
 * @returns a function that restores the streams
 */
export function watchWrites(streams: readonly ProgressStream[], around: Around): () => void {
  const restores = streams.map((stream) => {
    const original = stream.write;
    const own = Object.hasOwn(stream, 'write');
    let watching = true;
    const watched = (...args: Parameters<ProgressStream['write']>) => {
      const write = () => original.apply(stream, args);
      return watching ? around(write, endsLine(args[0])) : write();
    };
    stream.write = watched;
    return () => {
      watching = false;
      if (stream.write !== watched) return; // something else has been installed on top of this
      if (own) stream.write = original;
      else delete (stream as { write?: unknown }).write;
    };
  });
  return () => {
    for (const restore of restores) restore();
  };
}

/** Streams also take bytes. */
function endsLine(chunk: string | Uint8Array): boolean {
  return typeof chunk === 'string' ? chunk.endsWith('\n') : chunk.at(-1) === 10;
}
