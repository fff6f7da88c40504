import { util } from '@tensorflow/tfjs-core';
import { engineError, placeHere } from '../errors/errors.js';
import type { Builder } from '../graph/builder.js';
import type { ElementType, Value } from '../graph/graph.js';
import { type Lookup, markLookup, outside } from '../graph/lookups.js';
import type { KernelTable } from './kernel.js';
import { axesOf } from './reductions.js';

/** Kernels that look numbers up by index, or put them there. An index outside is an error of the run, as in eager TensorFlow.js. */
export const INDEXING: KernelTable = {
  GatherV2: ({ b, inputs, attrs }) => {
    const [x, indices] = [inputs['x']!, inputs['indices']!];
    const [axis] = axesOf(attrs['axis'], x.shape) as [number];
    const batchDims = (attrs['batchDims'] as number | undefined) ?? 0;
    if (batchDims !== 0) {
      throw engineError(
        'EO_KERNEL_UNSUPPORTED',
        'gather with batchDims cannot be compiled. Use gatherND, or a one-hot product',
      );
    }
    const lookup: Lookup = { operation: 'gather', shape: x.shape, axes: [axis], place: placeHere() };
    const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
    const rows = b.op('Gather', [x, strict(b, indices, lookup)], shape, { axis });
    markLookup(rows.node!, lookup);
    gathered.set(source(indices), lookup);
    return rows;
  },
  GatherNd: ({ b, inputs }) => {
    const [x, indices] = [inputs['params']!, inputs['indices']!];
    const depth = indices.shape.at(-1)!;
    const axes = Array.from({ length: depth }, (_, axis) => axis);
    const lookup: Lookup = { operation: 'gatherND', shape: x.shape, axes, place: placeHere() };
    const shape = [...indices.shape.slice(0, -1), ...x.shape.slice(depth)];
    const found = b.op('GatherND', [x, strict(b, indices, lookup)], shape);
    markLookup(found.node!, lookup);
    return found;
  },
  // A row of an unknown segment is dropped; in the gradient of a gather there is none, also if its value is unused.
  UnsortedSegmentSum: ({ b, inputs, attrs }) => {
    const [x, ids] = [inputs['x']!, inputs['segmentIds']!];
    const segments = attrs['numSegments'] as number;
    const rows = util.sizeFromShape([...ids.shape]);
    const inner = x.shape.slice(ids.shape.length);
    const width = util.sizeFromShape(inner);
    const shape = [segments, ...inner];
    if (rows * width * segments === 0) return b.fill(0, shape, x.type);
    const lookup = gathered.get(source(ids));
    const known = lookup !== undefined && lookup.shape[lookup.axes[0]!] === segments;
    const places = known ? strict(b, ids, lookup) : otherwiseLast(b, unsigned(b, ids), segments);
    // ScatterElements adds one after the other, hence in the same order every time. The last row takes what is dropped.
    const where = b.expand(b.reshape(places, [rows, 1]), [rows, width]);
    const zeros = b.fill(0, [known ? segments : segments + 1, width], x.type);
    const sums = b.op('ScatterElements', [zeros, where, b.reshape(x, [rows, width])], zeros.shape, {
      axis: 0,
      reduction: 'add',
    });
    if (known) markLookup(sums.node!, lookup);
    return b.reshape(b.slice(sums, [0, 0], [segments, width]), shape);
  },
  OneHot: ({ b, inputs, attrs }) => {
    const indices = b.cast(inputs['indices']!, 'int32');
    const depth = attrs['depth'] as number;
    const type = (attrs['dtype'] as ElementType | undefined) ?? 'int32';
    const [on, off] = [attrs['onValue'] as number, attrs['offValue'] as number];
    const classes = b.constant(
      Array.from({ length: depth }, (_, i) => i),
      [depth],
      'int32',
    );
    const hit = b.binary('Equal', b.reshape(indices, [...indices.shape, 1]), classes, 'bool');
    return on === 1 && off === 0 ? b.cast(hit, type) : b.where(hit, b.scalar(on, type), b.scalar(off, type));
  },
};

/** `last` in place of larger ones. (ONNX Runtime 1.30 takes 2³² − 1 for the smaller of itself and 3, so not with `Min`.) */
function otherwiseLast(b: Builder, ids: Value, last: number): Value {
  return b.where(b.binary('Less', ids, b.int(last), 'bool'), ids, b.int(last));
}

/** Indices that a gather used, with that gather: its gradient adds up by the same ones. */
const gathered = new WeakMap<Value, Lookup>();

/** Indices without their reshapes. */
function source(indices: Value): Value {
  return indices.node?.op === 'Reshape' ? source(indices.node.inputs[0]!) : indices;
}

/** Indices that ONNX Runtime refuses where they are outside; constant ones are looked at here. */
function strict(b: Builder, indices: Value, lookup: Lookup): Value {
  const { data } = indices;
  if (data === undefined) return unsigned(b, indices);
  data.forEach((index: number | bigint, i: number) => {
    const size = lookup.shape[lookup.axes[i % lookup.axes.length]!]!;
    if (index < 0 || index >= size) throw outside(lookup, Number(index));
  });
  return b.cast(indices, 'int64');
}

/** Indices as int64, negative ones as 2³² more: ONNX would count them from the end. */
function unsigned(b: Builder, indices: Value): Value {
  return b.binary('BitwiseAnd', b.cast(b.cast(indices, 'int32'), 'int64'), b.int(2 ** 32 - 1));
}
