import { backend_util, slice_util, util } from '@tensorflow/tfjs-core';
import { engineError } from '../errors/errors.js';
import type { Builder } from '../graph/builder.js';
import type { ElementType, Value } from '../graph/graph.js';
import type { KernelTable } from './kernel.js';
import { axesOf } from './reductions.js';

/** Kernels that move numbers about or make them from nothing. */
export const SHAPES: KernelTable = {
  Reshape: ({ b, inputs, attrs }) => {
    const x = inputs['x']!;
    const size = util.sizeFromShape([...x.shape]);
    return b.reshape(x, util.inferFromImplicitShape(attrs['shape'] as number[], size));
  },
  ExpandDims: ({ b, inputs, attrs }) => {
    const x = inputs['input']!;
    const dim = attrs['dim'] as number;
    return b.reshape(x, x.shape.toSpliced(dim < 0 ? x.shape.length + dim + 1 : dim, 0, 1));
  },
  Transpose: ({ b, inputs, attrs }) => b.transpose(inputs['x']!, attrs['perm'] as number[]),
  Tile: ({ b, inputs, attrs }) => {
    const [x, reps] = [inputs['x']!, attrs['reps'] as number[]];
    if (reps.every((n) => n === 1)) return x;
    return b.op(
      'Tile',
      [x, b.ints(reps)],
      x.shape.map((size, i) => size * reps[i]!),
    );
  },
  Concat: ({ b, inputs, attrs }) => {
    const parts = Object.values(inputs);
    const [axis] = axesOf(attrs['axis'], parts[0]!.shape) as [number];
    return b.concat(parts, axis);
  },
  Pack: ({ b, inputs, attrs }) => {
    const parts = Object.values(inputs);
    const given = attrs['axis'] as number;
    const axis = given < 0 ? given + parts[0]!.shape.length + 1 : given;
    return b.concat(
      parts.map((part) => b.reshape(part, part.shape.toSpliced(axis, 0, 1))),
      axis,
    );
  },
  Unpack: ({ b, inputs, attrs }) => {
    const x = inputs['value']!;
    const [axis] = axesOf(attrs['axis'], x.shape) as [number];
    const count = x.shape[axis]!;
    return b.split(x, axis, Array(count).fill(1)).map((part) => b.reshape(part, x.shape.toSpliced(axis, 1)));
  },
  SplitV: ({ b, inputs, attrs }) => {
    const x = inputs['x']!;
    const [axis] = axesOf(attrs['axis'], x.shape) as [number];
    return b.split(
      x,
      axis,
      backend_util.prepareSplitSize({ shape: [...x.shape] } as never, attrs['numOrSizeSplits'] as number[], axis),
    );
  },
  Slice: ({ b, inputs, attrs }) => {
    const x = inputs['x']!;
    const [begin, size] = slice_util.parseSliceParams(
      { shape: [...x.shape], rank: x.shape.length } as never,
      attrs['begin'] as number[],
      attrs['size'] as number[],
    );
    return b.slice(x, begin!, size!);
  },
  StridedSlice: ({ b, inputs, attrs }) => {
    const x = inputs['x']!;
    const a = attrs as Readonly<Record<string, number>> & Record<'begin' | 'end' | 'strides', number[]>;
    const found = slice_util.sliceInfo(
      [...x.shape],
      a.begin,
      a.end,
      a.strides,
      a['beginMask']!,
      a['endMask']!,
      a['ellipsisMask']!,
      a['newAxisMask']!,
      a['shrinkAxisMask']!,
    );
    const size = slice_util.computeOutShape(found.begin, found.end, found.strides);
    return b.reshape(b.slice(x, found.begin, size, found.strides), found.finalShape);
  },
  Reverse: ({ b, inputs, attrs }) => {
    const x = inputs['x']!;
    const dims = axesOf(attrs['dims'], x.shape);
    const backward = (axis: number) => dims.includes(axis) && x.shape[axis]! > 1;
    if (!x.shape.some((_, axis) => backward(axis))) return x;
    const begin = x.shape.map((size, axis) => (backward(axis) ? size - 1 : 0));
    return b.slice(
      x,
      begin,
      x.shape,
      x.shape.map((_, axis) => (backward(axis) ? -1 : 1)),
    );
  },
  PadV2: ({ b, inputs, attrs }) => {
    const paddings = attrs['paddings'] as [number, number][];
    return pad(b, inputs['x']!, paddings, attrs['constantValue'] as number);
  },
  MirrorPad: ({ b, inputs, attrs }) => {
    if (attrs['mode'] !== 'reflect') {
      throw engineError(
        'EO_KERNEL_UNSUPPORTED',
        "mirrorPad with mode 'symmetric' cannot be compiled. Use 'reflect', or concat slices",
      );
    }
    const x = inputs['x']!;
    const paddings = attrs['paddings'] as [number, number][];
    const pads = [...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)];
    const shape = x.shape.map((size, i) => size + paddings[i]![0] + paddings[i]![1]);
    return b.op('Pad', [x, b.ints(pads)], shape, { mode: 'reflect' });
  },
  Fill: ({ b, attrs }) => {
    const value = attrs['value'] as number;
    return b.fill(value, attrs['shape'] as number[], (attrs['dtype'] as ElementType | undefined) ?? 'float32');
  },
  Range: ({ b, attrs }) => {
    const { start, stop, step } = attrs as Record<'start' | 'stop' | 'step', number>;
    const count = Math.max(0, Math.ceil((stop - start) / step));
    return b.constant(
      Array.from({ length: count }, (_, i) => start + i * step),
      [count],
      (attrs['dtype'] as ElementType | undefined) ?? 'float32',
    );
  },
  LinSpace: ({ b, attrs }) => {
    const { start, stop, num } = attrs as Record<'start' | 'stop' | 'num', number>;
    const step = num === 1 ? 0 : (stop - start) / (num - 1);
    return b.constant(
      Array.from({ length: num }, (_, i) => start + i * step),
      [num],
    );
  },
};

/** Puts a number around `x`. */
export function pad(b: Builder, x: Value, paddings: readonly (readonly [number, number])[], value = 0): Value {
  if (paddings.every(([before, after]) => before === 0 && after === 0)) return x;
  const pads = [...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)];
  const shape = x.shape.map((size, i) => size + paddings[i]![0] + paddings[i]![1]);
  const padded = x.type === 'bool' ? b.cast(x, 'int32') : x;
  return b.cast(b.op('Pad', [padded, b.ints(pads), b.scalar(value, padded.type)], shape), x.type);
}
