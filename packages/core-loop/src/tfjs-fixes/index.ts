import { mendGradients } from './gradients.js';
import { checkedIndices } from './indices.js';
import { broadcastBatches } from './products.js';
import { replace } from './registry.js';
import { refuseRoundingUp } from './rounding.js';
import { unsortedSegmentSum } from './segments.js';
import { broadcastStatistics } from './statistics.js';

const fixed = new Set<string>();

/**
 * Fixes silent errors of TensorFlow.js 4.22 that matter for training: gradients of pooling at edges and
 * with sizes that are rounded up, products of batches that broadcast from inside, batch norm along another axis than the last one, and indices beyond their axis in `gatherND`,
 * `scatterND`, `tensorScatterUpdate` and `sparseToDense` (the error `CL_INDEX_INVALID`; a negative index never means the end). On `cpu` also the gradient of `gather`, where one NaN or
 * infinity made every row NaN.
 *
 * Both engines call it. Call it yourself if you use TensorFlow.js without them. Acts once per backend; other backends than
 * `cpu` and `wasm` get the gradients only. On `tensorflow`, where `dimRoundingMode: 'ceil'` rounded down, it is the error `CL_OPTION_INVALID`.
 * @param backendName of the backend to use, e.g. `tf.getBackend()`
 */
export function mendTensorFlow(backendName: string): void {
  if (fixed.has(backendName)) return;
  fixed.add(backendName);
  mendGradients();
  if (backendName === 'tensorflow') refuseRoundingUp(backendName);
  if (backendName !== 'cpu' && backendName !== 'wasm') return;
  replace(backendName, 'BatchMatMul', broadcastBatches(backendName));
  replace(backendName, 'FusedBatchNorm', broadcastStatistics(backendName));
  if (backendName === 'cpu') replace(backendName, 'UnsortedSegmentSum', () => unsortedSegmentSum);
  const toShape = (name: string) => (_inputs: unknown, attrs: Readonly<Record<string, unknown>>) =>
    attrs[name] as readonly number[];
  replace(
    backendName,
    'GatherNd',
    checkedIndices('gatherND', 'indices', ({ params }) => params!.shape),
  );
  replace(backendName, 'ScatterNd', checkedIndices('scatterND', 'indices', toShape('shape')));
  replace(
    backendName,
    'TensorScatterUpdate',
    checkedIndices('tensorScatterUpdate', 'indices', ({ tensor }) => tensor!.shape),
  );
  replace(backendName, 'SparseToDense', checkedIndices('sparseToDense', 'sparseIndices', toShape('outputShape')));
}
