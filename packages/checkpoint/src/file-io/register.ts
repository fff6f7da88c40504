import { io } from '@tensorflow/tfjs-core';
import { nodeFiles } from '../file-system.js';
import { handlerWith } from './handler.js';

const SCHEME = 'file://';
/** Marks a copy of TensorFlow.js that has the handler, so that a second copy of this package does not add another. */
const REGISTERED = Symbol.for('@amnl/checkpoint/file-io');

/** Adds `file://` to TensorFlow.js, once. */
export function register(): void {
  const tf = io.registerLoadRouter as typeof io.registerLoadRouter & { [REGISTERED]?: true };
  if (tf[REGISTERED]) return;
  tf[REGISTERED] = true;
  io.registerSaveRouter((url) => ours(url, () => io.getSaveHandlers(url)) as io.IOHandler);
  io.registerLoadRouter((url, options) => {
    return ours(url, () => io.getLoadHandlers(url, options), options?.onProgress) as io.IOHandler;
  });
}

let asking = false;

/**
 * The handler of a URL, or null if it is not ours. TensorFlow.js refuses a URL that two handlers claim, so a URL that
 * another one handles, such as that of `tfjs-node`, is left to it, in any order of registration.
 */
function ours(url: unknown, everybody: () => unknown[], onProgress?: (fraction: number) => void) {
  if (asking || typeof url !== 'string' || !url.startsWith(SCHEME)) return null;
  asking = true; // asking the others asks this one, too
  try {
    if (everybody().length > 0) return null;
  } finally {
    asking = false;
  }
  return handlerWith(nodeFiles, url.slice(SCHEME.length), onProgress);
}
