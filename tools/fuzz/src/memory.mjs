// How much memory a parser asked for. Two measures, since a collection in the middle hides what was freed:
// the heap and array buffers it leaves behind, and the bytes of all arrays it made.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const ARRAYS = /^(ArrayBuffer|(Big)?(Uint|Int|Float)\d+(Clamped)?Array)$/;
/** Garbage that may lie about before an input is measured: so much may a collection hide. */
export const TIDY_BYTES = 16 << 20;

let requested = 0;
let kept = 0;
setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc');

/** From now on every `new Float32Array(…)`, `Buffer.alloc(…)` and the like is counted. */
export function countArrays() {
  const counted = {
    construct(target, args, newTarget) {
      const made = Reflect.construct(target, args, newTarget);
      const isView = typeof args[0] === 'object' && args[0] !== null && made.buffer === args[0];
      if (!isView) requested += made.byteLength;
      return made;
    },
    apply(target, self, args) {
      requested += args[0];
      return Reflect.apply(target, self, args);
    },
  };
  const arrays = Object.getOwnPropertyNames(globalThis).filter((name) => ARRAYS.test(name));
  for (const name of arrays) globalThis[name] = new Proxy(globalThis[name], counted);
  for (const name of ['alloc', 'allocUnsafe', 'allocUnsafeSlow']) Buffer[name] = new Proxy(Buffer[name], counted);
}

function inUse() {
  const { heapUsed, arrayBuffers } = process.memoryUsage(); // takes a while: it asks the system too
  return heapUsed + arrayBuffers;
}

/** Starts a measurement; the function returned ends it and gives the bytes. */
export function measure() {
  let before = inUse();
  if (before > kept + TIDY_BYTES || before < kept) {
    gc();
    before = kept = inUse();
  }
  requested = 0;
  return () => Math.max(inUse() - before, requested);
}
