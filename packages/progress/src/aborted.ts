/**
 * Whether a run was ended on request: its error is an `AbortError`, as `AbortSignal.throwIfAborted()` throws it, or the
 * trainer's error around one that a hook threw.
 */
export function wasAborted(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === 'AbortError' || wasAborted(error.cause);
}
