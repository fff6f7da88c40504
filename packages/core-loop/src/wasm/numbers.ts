import { util } from '@tensorflow/tfjs-core';
import { type Kernel, sizeOf } from './registry.js';

/** Sums over adjacent axes that are not the last row by row; wasm's own kernel transposes first. Adds up in float64. */
export function sum(original: Kernel): Kernel {
  return (inputs, attrs, backend) => {
    const x = inputs['x']!;
    const rank = x.shape.length;
    const axes = util.parseAxisParam(attrs['axis'] as number | number[], x.shape).sort((a, b) => a - b);
    if (sizeOf(x.shape) === 0) {
      // wasm's own leaves whatever lies in memory.
      const kept = x.shape.flatMap((n, i) => (axes.includes(i) ? (attrs['keepDims'] ? [1] : []) : [n]));
      const zeros = backend.makeOutput(kept, x.dtype);
      backend.typedArrayFromHeap(zeros).fill(0);
      return zeros;
    }
    const [first, last] = [axes[0], axes.at(-1)];
    const fits = first !== undefined && last! < rank - 1 && last! - first === axes.length - 1;
    if (!fits || x.dtype !== 'float32') return original(inputs, attrs, backend);
    const [outer, inner] = [x.shape.slice(0, first), x.shape.slice(last! + 1)];
    const out = backend.makeOutput([...outer, ...(attrs['keepDims'] ? axes.map(() => 1) : []), ...inner], 'float32');
    const [from, to] = [backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(out)];
    const width = sizeOf(inner);
    const block = from.length / sizeOf(outer);
    const totals = new Float64Array(width);
    for (let start = 0, target = 0; start < from.length; start += block, target += width) {
      totals.fill(0);
      addRows(from, start, start + block, totals);
      to.set(totals, target);
    }
    return out;
  };
}

/** Adds the rows from `start` to `end` to `totals`, four at a time. */
function addRows(from: Float32Array, start: number, end: number, totals: Float64Array): void {
  const width = totals.length;
  let row = start;
  for (; row + 4 * width <= end; row += 4 * width) {
    for (let i = 0, a = row, b = a + width, c = b + width, d = c + width; i < width; i++) {
      totals[i]! += from[a + i]! + from[b + i]! + (from[c + i]! + from[d + i]!);
    }
  }
  for (; row < end; row += width) {
    for (let i = 0; i < width; i++) totals[i]! += from[row + i]!;
  }
}

/**
 * tanh as a rational function, in float64: `x P(x²) / Q(x²)` fitted to tanh on ±9, beyond which float32 rounds to ±1. Largest
 * relative error of the fit 2.1e-8. wasm's own kernel calls libm's tanh for each element.
 */
export function tanh(original: Kernel): Kernel {
  return (inputs, attrs, backend) => {
    const x = inputs['x']!;
    if (x.dtype !== 'float32') return original(inputs, attrs, backend);
    const out = backend.makeOutput(x.shape, 'float32');
    const [from, to] = [backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(out)];
    for (let i = 0; i < from.length; i++) {
      const v = Math.min(Math.max(from[i]!, -9), 9);
      const q = v * v;
      const p =
        0.999999979499 + q * (0.133810285872 + q * (0.00349559151679 + q * (2.06091341763e-5 + q * 1.33547263504e-8)));
      to[i] =
        (v * p) / (1 + q * (0.467143441918 + q * (0.0258769953694 + q * (0.000328564018872 + q * 7.77658631607e-7))));
    }
    return out;
  };
}

/** A cast to bool: everything but 0 is true, NaN too. wasm's own takes the lowest eight bits of the whole part: 0.5 and 256 are false. */
export function toBool(original: Kernel): Kernel {
  return (inputs, attrs, backend) => {
    const x = inputs['x']!;
    if (attrs['dtype'] !== 'bool') return original(inputs, attrs, backend);
    const out = backend.makeOutput(x.shape, 'bool');
    const [from, to] = [backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(out)];
    for (let i = 0; i < from.length; i++) to[i] = from[i] === 0 ? 0 : 1;
    return out;
  };
}
