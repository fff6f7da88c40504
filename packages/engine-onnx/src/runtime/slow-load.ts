/** Reports something to the user once; false if there is no listener. */
export type Notice = (message: string) => boolean;

/**
 * Seconds that ONNX Runtime needs to load a program of so many operations: they grow with its square. Measured on recurrent
 * layers over 200 and 500 steps, on two cores.
 */
export function loadSeconds(operations: number): number {
  return 7e-8 * operations ** 2;
}

/**
 * Says beforehand that loading will take more than two seconds. It cannot be said meanwhile: ONNX Runtime lets nothing else run.
 * @param name of the program, as in `the program 'update'`
 */
export function noticeSlowLoad(name: string, operations: number, notice: Notice | undefined): void {
  const seconds = loadSeconds(operations);
  if (seconds < 2) return;
  const message = `${name} has ${operations.toLocaleString('en-US')} operations: compiling it takes some ${Number(seconds.toPrecision(1))} s, once for each shape of its inputs, and nothing else runs meanwhile. Shorter sequences compile faster, and the eager engine compiles nothing`;
  if (notice?.(message)) return;
  process.emitWarning(`[engine-onnx] ${message}`, { type: 'AmnlWarning', code: 'EO_SLOW_LOAD' });
}
