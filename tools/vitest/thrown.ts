// What a call throws, for tests of errors with codes.

/** The code of the error that `run` throws; a failure of the test if it throws none, or one without a code. */
export function codeOf(run: () => unknown): string {
  return errorOf(run).code;
}

export function errorOf(run: () => unknown): { code: string; message: string } {
  try {
    run();
  } catch (error) {
    if (typeof (error as { code?: unknown }).code === 'string') return error as { code: string; message: string };
    throw error;
  }
  throw new Error('nothing was thrown');
}
