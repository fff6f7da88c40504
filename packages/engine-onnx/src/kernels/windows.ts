import type { backend_util } from '@tensorflow/tfjs-core';
import { engineError } from '../errors/errors.js';

/** How windows lie on an input, for ONNX: `[height, width]`, or `[top, left, bottom, right]`. */
export interface Windows {
  readonly kernel_shape: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  readonly pads: readonly [number, number, number, number];
  /** Rows and columns at the end that no window sees. */
  readonly rest: readonly [number, number];
}

/**
 * The windows of a convolution or pooling. TensorFlow.js says how many there are, rounded as asked for; padding at the end is what
 * the last one needs.
 */
export function windowsOf(info: backend_util.Conv2DInfo, what: 'convolution' | 'pooling'): Windows {
  const { top, left } = info.padInfo;
  const axis = (input: number, output: number, window: number, stride: number, before: number) => {
    const over = (output - 1) * stride + window - input - before;
    const [after, rest] = [Math.max(0, over), Math.max(0, -over)];
    // TensorFlow.js counts columns by the numbers of rows where padding is a number.
    if (rest >= stride) throw refused(what, `makes ${output} windows where there is room for more`);
    return [after, rest] as const;
  };
  const rows = axis(info.inHeight, info.outHeight, info.effectiveFilterHeight, info.strideHeight, top);
  const columns = axis(info.inWidth, info.outWidth, info.effectiveFilterWidth, info.strideWidth, left);
  const { filterHeight, filterWidth } = info;
  if (what === 'pooling' && (Math.max(top, rows[0]) >= filterHeight || Math.max(left, columns[0]) >= filterWidth)) {
    throw refused(what, `of ${filterHeight} × ${filterWidth} has windows that see padding alone`);
  }
  return {
    kernel_shape: [filterHeight, filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    pads: [top, left, rows[0], columns[0]],
    rest: [rows[1], columns[1]],
  };
}

function refused(what: string, why: string): Error {
  return engineError(
    'EO_KERNEL_UNSUPPORTED',
    `a ${what} with this padding ${why}, and cannot be compiled. Use 'same', 'valid' or [[0, 0], [top, bottom], [left, right], [0, 0]]`,
  );
}
