import { engine } from '@tensorflow/tfjs-core';

/**
 * When a gradient computation throws, TensorFlow.js forgets the tensors its tape had saved; this frees them, so that a
 * caller who catches the error leaks nothing. For engines.
 */
export function withCleanTape<T>(body: () => T): T {
  try {
    return body();
  } catch (error) {
    const { state } = engine();
    for (const node of state.activeTape ?? []) {
      for (const saved of node.saved ?? []) if (saved && !saved.isDisposed) saved.dispose();
    }
    state.activeTape = null as unknown as typeof state.activeTape;
    state.gradientDepth = 0;
    state.kernelDepth = 0;
    throw error;
  }
}
