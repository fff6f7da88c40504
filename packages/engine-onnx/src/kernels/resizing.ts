import type { Builder } from '../graph/builder.js';
import type { Value } from '../graph/graph.js';
import type { Call, KernelTable } from './kernel.js';

/** Shares of the input's rows (or columns) in one row of the output. */
type Shares = readonly (readonly [index: number, share: number])[];
/** How positions of the output fall on the input. */
type Sampling = (ratio: number, position: number, size: number, options: Alignment) => Shares;
interface Alignment {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

/**
 * Resizing of images is separable: columns first, then rows, each from one or two of the input. It is linear: its gradient is a
 * product with one matrix for the rows and one for the columns.
 */
export const RESIZING: KernelTable = {
  ResizeNearestNeighbor: (call) => resize(call, nearest),
  ResizeNearestNeighborGrad: (call) => unresize(call, nearest),
  ResizeBilinear: (call) => resize(call, bilinear),
  ResizeBilinearGrad: (call) => unresize(call, bilinear),
};

const nearest: Sampling = (ratio, position, size, { alignCorners, halfPixelCenters }) => {
  const at = ratio * (halfPixelCenters ? position + 0.5 : position);
  return [[Math.max(0, Math.min(size - 1, alignCorners ? Math.round(at) : Math.floor(at))), 1]];
};

const bilinear: Sampling = (ratio, position, size, { halfPixelCenters }) => {
  const at = halfPixelCenters ? ratio * (position + 0.5) - 0.5 : ratio * position;
  const before = Math.max(0, Math.floor(at));
  const share = at - before;
  return [
    [before, 1 - share],
    [Math.min(size - 1, Math.max(0, Math.ceil(at))), share],
  ];
};

function resize({ b, inputs, attrs }: Call, sampling: Sampling): Value {
  const images = b.cast(inputs['images']!, 'float32');
  const [height, width] = attrs['size'] as [number, number];
  const wide = along(b, images, 2, sharesOf(images.shape[2]!, width, sampling, attrs));
  return along(b, wide, 1, sharesOf(images.shape[1]!, height, sampling, attrs));
}

/** A line between two neighbours, worked out as TensorFlow.js does it; or the nearest one. Others do not count, NaN or not. */
function along(b: Builder, x: Value, axis: number, shares: readonly Shares[]): Value {
  const shape = x.shape.with(axis, shares.length);
  const pick = (which: number) => b.op('Gather', [x, b.ints(shares.map((list) => list[which]![0]))], shape, { axis });
  if (shares[0]!.length === 1) return pick(0);
  const [before, after] = [pick(0), pick(1)];
  const share = b.constant(
    shares.map(([, second]) => second![1]),
    shape.map((size, i) => (i === axis ? size : 1)),
  );
  return b.add(before, b.mul(b.sub(after, before), share));
}

function unresize({ b, inputs, attrs }: Call, sampling: Sampling): Value {
  const [images, dy] = [inputs['images']!, inputs['dy']!];
  const rows = matrix(b, images.shape[1]!, dy.shape[1]!, sampling, attrs);
  const columns = matrix(b, images.shape[2]!, dy.shape[2]!, sampling, attrs);
  return apply(b, dy, rows, columns);
}

/** `[N, H, W, C]` times `rows` `[H′, H]` and `columns` `[W′, W]`. */
function apply(b: Builder, x: Value, rows: Value, columns: Value): Value {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const [newHeight, newWidth] = [rows.shape[0]!, columns.shape[0]!];
  const lines = b.reshape(x, [batch, height, width * channels]);
  const tall = b.op('MatMul', [rows, lines], [batch, newHeight, width * channels]);
  const pixels = b.reshape(tall, [batch * newHeight, width, channels]);
  const wide = b.op('MatMul', [columns, pixels], [batch * newHeight, newWidth, channels]);
  return b.reshape(wide, [batch, newHeight, newWidth, channels]);
}

/** The transposed matrix of a resizing along one axis, `[from, to]`. */
function matrix(b: Builder, from: number, to: number, sampling: Sampling, attrs: Call['attrs']): Value {
  const numbers = new Array<number>(from * to).fill(0);
  sharesOf(from, to, sampling, attrs).forEach((shares, position) => {
    for (const [index, share] of shares) numbers[index * to + position]! += share;
  });
  return b.constant(numbers, [from, to]);
}

/** For every position of the output what it takes of the input. */
function sharesOf(from: number, to: number, sampling: Sampling, attrs: Call['attrs']): Shares[] {
  const options = {
    alignCorners: attrs['alignCorners'] === true,
    halfPixelCenters: attrs['halfPixelCenters'] === true,
  };
  const corner = options.alignCorners && to > 1 ? 1 : 0;
  const ratio = (from - corner) / (to - corner);
  return Array.from({ length: to }, (_, position) => sampling(ratio, position, from, options));
}
