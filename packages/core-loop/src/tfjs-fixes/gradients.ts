import {
  backend_util,
  broadcastTo,
  engine,
  type GradConfig,
  getBackend,
  getGradient,
  mul,
  registerGradient,
  reshape,
  sum,
  type Tensor,
  tensor,
  unregisterGradient,
} from '@tensorflow/tfjs-core';

type Gradient = GradConfig['gradFunc'];
/** Sizes of pooling, as TensorFlow.js works them out, axis by axis. */
interface PoolAxis {
  readonly input: number;
  readonly output: number;
  readonly window: number;
  readonly stride: number;
  readonly before: number;
}

/**
 * Gradients that are wrong in TensorFlow.js 4.22, on every backend: pooling with windows that reach over the edge, pooling and
 * convolutions whose sizes are rounded up, and (errors there) products whose batch axes broadcast and batch norm by statistics that
 * broadcast.
 */
export function mendGradients(): void {
  change('BatchMatMul', (original) => (dy, saved, attrs) => {
    const grads = original(dy, saved, attrs);
    const [a, b] = saved as [Tensor, Tensor];
    return { a: () => summedTo(grads['a']!(), a.shape), b: () => summedTo(grads['b']!(), b.shape) };
  });
  change('FusedBatchNorm', (original) => (dy, saved, attrs) => {
    const [x, ...statistics] = saved as [Tensor, Tensor, ...(Tensor | undefined)[]];
    const { shape, rank } = statistics[0]!;
    if (rank === 1) return original(dy, saved, attrs);
    const wide = statistics.map((one) => one && broadcastTo(one, x.shape));
    const { x: slope, ...slopes } = original(dy, [x, ...wide] as Tensor[], attrs);
    const summed = Object.entries(slopes).map(([name, of]) => [name, () => summedTo(of(), shape)]);
    return { x: slope!, ...Object.fromEntries(summed) };
  });
  change('Conv2D', (original) => (dy, saved, attrs) => {
    const [x, filter] = saved as [Tensor, Tensor];
    const { strides, dilations, pad, dimRoundingMode } = attrs as never;
    if (typeof pad === 'string') return original(dy, saved, attrs);
    const shapes = [x.shape, filter.shape] as never as [
      [number, number, number, number],
      [number, number, number, number],
    ];
    const info = backend_util.computeConv2DInfo(...shapes, strides, dilations, pad, dimRoundingMode);
    return original(dy, saved, { ...attrs, pad: exactPadding(flat(info)) });
  });
  for (const kind of ['AvgPool', 'MaxPool']) {
    change(kind, () => (dy, saved, attrs) => {
      const [input, output] = saved as [Tensor, Tensor | undefined];
      const { filterSize, strides, pad, dimRoundingMode } = attrs as never;
      const info = backend_util.computePool2DInfo(input.shape as never, filterSize, strides, 1, pad, dimRoundingMode);
      const axes = flat(info);
      const exact = typeof pad === 'string' ? pad : exactPadding(axes);
      const slopes = () =>
        kind === 'AvgPool' ? { dy: shared(dy as Tensor, axes) } : { dy: dy as Tensor, output: output! };
      const run = () =>
        engine().runKernel(`${kind}Grad`, { ...slopes(), input }, { filterSize, strides, pad: exact }) as Tensor;
      return { x: run };
    });
  }
  change('AvgPool3D', (original) => (dy, saved, attrs) => {
    const { filterSize, strides, pad, dimRoundingMode } = attrs as never;
    const shape = (saved[0] as Tensor).shape as never;
    const i = backend_util.computePool3DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
    const { front, top, left } = i.padInfo;
    const axes: PoolAxis[] = [
      { input: i.inDepth, output: i.outDepth, window: i.filterDepth, stride: i.strideDepth, before: front },
      { input: i.inHeight, output: i.outHeight, window: i.filterHeight, stride: i.strideHeight, before: top },
      { input: i.inWidth, output: i.outWidth, window: i.filterWidth, stride: i.strideWidth, before: left },
    ];
    return { x: () => original(shared(dy as Tensor, axes), saved, attrs)['x']!() };
  });
}

const fixed = new WeakSet<GradConfig>();

function change(kernelName: string, wrap: (original: Gradient) => Gradient): void {
  const config = getGradient(kernelName);
  if (config === undefined || fixed.has(config)) return; // no gradients are registered with the bare core
  unregisterGradient(kernelName);
  const better = { ...config, gradFunc: wrap(config.gradFunc) };
  fixed.add(better);
  registerGradient(better);
}

/** Adds up the axes along which a tensor of `shape` was repeated. */
function summedTo(x: Tensor, shape: readonly number[]): Tensor {
  const axes = backend_util.getReductionAxes([...shape], x.shape);
  return axes.length === 0 ? x : reshape(sum(x, axes), [...shape]);
}

/** The axes of pictures. */
function flat(info: backend_util.Conv2DInfo): PoolAxis[] {
  const { inHeight, outHeight, effectiveFilterHeight, strideHeight, padInfo } = info;
  const { inWidth, outWidth, effectiveFilterWidth, strideWidth } = info;
  return [
    { input: inHeight, output: outHeight, window: effectiveFilterHeight, stride: strideHeight, before: padInfo.top },
    { input: inWidth, output: outWidth, window: effectiveFilterWidth, stride: strideWidth, before: padInfo.left },
  ];
}

/** The originals forget how sizes were rounded. With padding that the windows fill exactly nothing is to be rounded. */
function exactPadding(axes: readonly PoolAxis[]): number[][] | 'valid' {
  const sides = axes.map(filled);
  return sides.flat().some((side) => side !== 0) ? [[0, 0], ...sides, [0, 0]] : 'valid'; // native takes no numbers
}

/** Padding with which the windows end where the input does, possibly negative at the end. */
function filled({ input, output, window, stride, before }: PoolAxis): [number, number] {
  return [before, (output - 1) * stride + window - input - before];
}

/**
 * A gradient of means by windows, made larger at the edges: there a mean is over fewer numbers than the window holds, by which
 * all backends but the native one divide.
 */
function shared(dy: Tensor, axes: readonly PoolAxis[]): Tensor {
  if (getBackend() === 'tensorflow') return dy;
  return axes.reduce((slopes, { input, output, window, stride, before }, axis) => {
    const counts = Array.from({ length: output }, (_, i) => {
      const start = i * stride - before;
      return Math.min(start + window, input) - Math.max(start, 0);
    });
    if (counts.every((count) => count === window)) return slopes;
    const shape = slopes.shape.map((_, i) => (i === axis + 1 ? output : 1));
    return mul(
      slopes,
      tensor(
        counts.map((count) => (count > 0 ? window / count : 0)),
        shape,
      ),
    );
  }, dy);
}
