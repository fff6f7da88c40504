import type { ProgressStream } from './stream.js';

/** Makes a write of others by `write()`, with what is due before and after; `ended` says whether it ends its line. */
export type Around = (write: () => unknown, ended: boolean) => unknown;

/**
 * Lets `around` have every write to the streams, those of `console.log` included.
 * @returns puts the streams back as they were
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
      if (stream.write !== watched) return; // somebody else watches on top of this by now
      if (own) stream.write = original;
      else delete (stream as { write?: unknown }).write;
    };
  });
  return () => {
    for (const restore of restores) restore();
  };
}

/** Streams take bytes, too. */
function endsLine(chunk: string | Uint8Array): boolean {
  return typeof chunk === 'string' ? chunk.endsWith('\n') : chunk.at(-1) === 10;
}
