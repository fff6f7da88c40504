import { nextFrame } from '@tensorflow/tfjs-core';

/** Milliseconds between two pauses (TensorFlow.js uses the same). */
const EVERY_MS = 125;

/** Yields to timers, signals and user interfaces now and then: an eager engine never waits by itself. */
export class Breath {
  #last = performance.now();

  /** Call it often; it waits for a turn of the event loop if the last pause is more than 125 ms ago. */
  async take(): Promise<void> {
    if (performance.now() - this.#last <= EVERY_MS) return;
    await nextFrame();
    this.#last = performance.now();
  }
}
