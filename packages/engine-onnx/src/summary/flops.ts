import type { Node, Value } from '../graph/graph.js';
import type { KernelUse } from '../kernels/kernel.js';

/** Floating point operations of one call. */
type Count = (use: KernelUse) => number;

/** Every element of the output of a product is a sum over the inner dimension. */
const product: Count = ({ inputs, attrs, outputs }) => {
  const inner = inputs['a']!.shape.at(attrs['transposeA'] === true ? -2 : -1)!;
  return 2 * size(outputs[0]!) * inner;
};

/** Every element of `y` is a sum over the filter's window and input channels; so are the two gradients, turned round. */
const convolution =
  (y: (use: KernelUse) => Value, filter: (use: KernelUse) => readonly number[]): Count =>
  (use) => {
    const [height, width, channels] = filter(use) as [number, number, number];
    return 2 * size(y(use)) * height * width * channels;
  };

/** The same for filters of one channel each. */
const depthwise =
  (y: (use: KernelUse) => Value, filter: (use: KernelUse) => readonly number[]): Count =>
  (use) => {
    const [height, width] = filter(use) as [number, number];
    return 2 * size(y(use)) * height * width;
  };

const made = ({ outputs }: KernelUse) => outputs[0]!;
const slope = ({ inputs }: KernelUse) => inputs['dy']!;
const given = ({ inputs }: KernelUse) => inputs['filter']!.shape;
const wanted = ({ attrs }: KernelUse) => attrs['filterShape'] as readonly number[];

const COUNTS: Readonly<Record<string, Count>> = {
  BatchMatMul: product,
  _FusedMatMul: product,
  Conv2D: convolution(made, given),
  FusedConv2D: convolution(made, given),
  Conv2DBackpropInput: convolution(slope, given),
  Conv2DBackpropFilter: convolution(slope, wanted),
  DepthwiseConv2dNative: depthwise(made, given),
  FusedDepthwiseConv2D: depthwise(made, given),
  DepthwiseConv2dNativeBackpropInput: depthwise(slope, given),
  DepthwiseConv2dNativeBackpropFilter: depthwise(slope, wanted),
};

/**
 * Floating point operations of a kernel: two for each multiply-add of matrix products and convolutions, padding included; nothing
 * for the rest, as in PyTorch's `FlopCounterMode`. Nor for what the program does without: what nothing needs, or was there already.
 * @param live the nodes of the program
 */
export function flopsOf(use: KernelUse, live: ReadonlySet<Node>): number {
  const count = COUNTS[use.kernel];
  return count !== undefined && use.nodes.some((node) => live.has(node)) ? count(use) : 0;
}

function size({ shape }: Value): number {
  return shape.reduce((product, length) => product * length, 1);
}
