import { getKernel, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { asKernel, type Inputs, type Kernel, type WasmBackend } from './registry.js';

/** A kernel that loses NaN: where one of its inputs is NaN, so is the output. */
export function keepsNaN(original: Kernel): Kernel {
  return (inputs, attrs, backend) => {
    const out = original(inputs, attrs, backend) as TensorInfo;
    const to = backend.typedArrayFromHeap(out);
    for (const x of given(inputs)) {
      const from = backend.typedArrayFromHeap(x);
      if (x.dtype !== 'float32' || allNumbers(from)) continue;
      const at = placesIn(x.shape, out.shape);
      for (let i = 0; i < to.length; i++) if (Number.isNaN(from[at(i)])) to[i] = Number.NaN;
    }
    return out;
  };
}

/** A convolution that makes −∞ of NaN, as wasm's depthwise ones do, and others of one channel: given NaN, an output of −∞ is one. */
export function infinityIsNaN(original: Kernel): Kernel {
  return (inputs, attrs, backend) => {
    const out = original(inputs, attrs, backend) as TensorInfo;
    if (given(inputs).every((x) => allNumbers(backend.typedArrayFromHeap(x)))) return out;
    const to = backend.typedArrayFromHeap(out);
    for (let i = 0; i < to.length; i++) if (to[i] === Number.NEGATIVE_INFINITY) to[i] = Number.NaN;
    return out;
  };
}

/** Inputs without the optional ones that are missing: a bias, an activation's weights. */
function given(inputs: Inputs): TensorInfo[] {
  return Object.values(inputs).filter((x) => x !== undefined);
}

/** A plain loop: `some` takes thirty times as long. */
function allNumbers(values: Float32Array): boolean {
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) return false;
  return true;
}

/** Where an element of a broadcast result lies in an operand. */
function placesIn(shape: readonly number[], result: readonly number[]): (place: number) => number {
  if (util.arraysEqual([...shape], [...result])) return (place) => place;
  const strides = util.computeStrides([...shape, 1]);
  const shift = result.length - shape.length;
  return (place) => {
    let [rest, at] = [place, 0];
    for (let axis = result.length - 1; axis >= 0; axis--) {
      const index = rest % result[axis]!;
      rest = (rest - index) / result[axis]!;
      if (axis >= shift && shape[axis - shift] !== 1) at += index * strides[axis - shift]!;
    }
    return at;
  };
}

/** A fused product or convolution whose relu is applied afterwards: inside, wasm's makes 0 of NaN. */
export function reluAfterwards(original: Kernel): Kernel {
  return (inputs, attrs, backend) => {
    const name = { relu: 'Relu', relu6: 'Relu6' }[attrs['activation'] as string];
    if (name === undefined) return original(inputs, attrs, backend);
    const x = original(inputs, { ...attrs, activation: 'linear' }, backend) as TensorInfo;
    const y = asKernel<WasmBackend>(getKernel(name, 'wasm')!)({ x }, {}, backend);
    backend.disposeData(x.dataId);
    return y;
  };
}

/** wasm's own writes whole numbers into tensors of any type. */
export const oneHot: Kernel = (inputs, attrs, backend) => {
  const indices = inputs['indices']!;
  const { depth, onValue, offValue, dtype } = attrs as never as {
    [name in 'depth' | 'onValue' | 'offValue']: number;
  } & { dtype: TensorInfo['dtype'] };
  const out = backend.makeOutput([...indices.shape, depth], dtype);
  const [from, to] = [backend.typedArrayFromHeap(indices), backend.typedArrayFromHeap(out)];
  to.fill(offValue);
  from.forEach((index, row) => {
    if (index >= 0 && index < depth) to[row * depth + index] = onValue;
  });
  return out;
};

/** A choice between bools: wasm's own takes four bytes for each. */
export function selectBools(original: Kernel): Kernel {
  return (inputs, attrs, backend) => {
    const [condition, yes, no] = [inputs['condition']!, inputs['t']!, inputs['e']!];
    if (yes.dtype !== 'bool') return original(inputs, attrs, backend);
    const out = backend.makeOutput(yes.shape, 'bool');
    const [choose, ones, others, to] = [condition, yes, no, out].map((x) => backend.typedArrayFromHeap(x));
    // A condition of rank 1 picks whole rows.
    const width = to!.length / choose!.length;
    for (let i = 0; i < to!.length; i++) to![i] = choose![Math.floor(i / width)] ? ones![i]! : others![i]!;
    return out;
  };
}
