import { nextFrame } from '@tensorflow/tfjs-core';

/** Milliseconds between two breaths (TensorFlow.js uses the same). */
const EVERY_MS = 125;

/** Lets timers, signals and user interfaces have their turn now and then: an eager engine never waits by itself. */
export class Breath {
  #last = performance.now();

  /** Call it often; it waits for a turn of the event loop where the last breath is more than 125 ms ago. */
  async take(): Promise<void> {
    if (performance.now() - this.#last <= EVERY_MS) return;
    await nextFrame();
    this.#last = performance.now();
  }
}
