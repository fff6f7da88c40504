import type { NativeName } from './find-package.js';

const NAME = 'TF_CPP_MIN_LOG_LEVEL';

/**
 * Levels of TensorFlow's own log, which goes to stderr past Node: 2 shows errors alone. The GPU build logs at level error, at every
 * start, that cuDNN, cuFFT and cuBLAS are already registered, which is not an error; 3 hides these.
 */
const QUIET: Readonly<Record<NativeName, string>> = {
  '@tensorflow/tfjs-node': '2',
  '@tensorflow/tfjs-node-gpu': '3',
};

/** Whether the user said what TensorFlow is to log; asked before we ever set it. */
const said = process.env[NAME] !== undefined || process.argv.includes('--debug');

/** Keeps the log of a package quiet that is loaded after this; what the user has set stays. */
export function quietTensorFlow(name: NativeName): void {
  if (!said) process.env[NAME] = QUIET[name];
}
