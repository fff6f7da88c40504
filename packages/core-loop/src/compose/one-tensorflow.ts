import { engine, type KernelBackend, Tensor, util, version_core } from '@tensorflow/tfjs-core';
import { TrainError } from '../errors/errors.js';

/** No backend needs to be initialised yet. */
const NOWHERE = { disposeData: () => true } as unknown as KernelBackend;

/**
 * Copies of TensorFlow.js share one engine, that of the copy loaded first, and its tensors are of that copy's classes: the guard
 * against reading a value in the step then has no effect, and of kernels and gradients registered twice the first ones are used,
 * whatever their version. Copies loaded after this package's own cannot be detected here; they do no harm.
 * @throws CL_TENSORFLOW_TWICE if the engine belongs to another copy than this package imports
 */
export function needOneTensorFlow(): void {
  const made = engine().makeTensorFromTensorInfo({ dataId: {}, shape: [], dtype: 'float32' }, NOWHERE);
  const own = made.constructor === Tensor;
  made.dispose();
  if (own) return;
  throw new TrainError(
    'CL_TENSORFLOW_TWICE',
    `two copies of @tensorflow/tfjs-core are loaded: this package uses ${version_core} in ${placeOf(() => util.assert(false, () => ''))}, and the one in ${placeOf(() => engine().removeBackend(''))} was loaded first and computes. 'npm ls @tensorflow/tfjs-core' shows the versions and their dependents. Align them and run 'npm dedupe'; on a page, load TensorFlow.js once`,
  );
}

/** The file of the function that fails: the first place in the error's stack. Every JavaScript engine has its own form for it. */
function placeOf(fail: () => unknown): string {
  try {
    fail();
  } catch (error) {
    const place = /(?:\(|@|at )((?:\/|\w+:).*?)(?::\d+){1,2}\)?$/m.exec(String((error as Error).stack));
    if (place) return place[1]!;
  }
  return 'an unknown place';
}
