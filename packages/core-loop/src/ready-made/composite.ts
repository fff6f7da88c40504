import type { Tensor } from '@tensorflow/tfjs-core';

/** Handles a composite as a whole, or returns undefined to compute its parts. */
export type CompositeHandler = (
  name: string,
  inputs: Readonly<Record<string, Tensor>>,
  attributes: Readonly<Record<string, number>>,
) => Tensor | undefined;

let handler: CompositeHandler | undefined;

/**
 * Marks a function of tensors that other runtimes have as one operation: `parts` computes it here, and an exporter that knows
 * the name writes the operation instead. Free of cost apart from that.
 *
 * Names that `exportOnnx` of `@amnl/engine-onnx` knows, time being the first axis:
 * - `lstm`: `x [T, B, F]`, `inputKernel [D, F, 4H]`, `recurrentKernel [D, H, 4H]`, `bias [D, 4H]` with the gates input, forget, cell,
 *   output, D directions → `[T, B, D·H]`
 * - `conv1d`: `x [T, B, C]`, `kernel [K, C, F]`, `bias [F]`, stride 1, as many zeros on both sides as keep the length → `[T, B, F]`
 * - `batchNorm`: `x […, C]`, `gain`, `bias`, `mean` and `variance` `[C]` and the attribute `epsilon` → `[…, C]`
 * - `layerNorm`: `x […, C]`, `gain [C]`, `bias [C]` and the attribute `epsilon` → `[…, C]`
 */
export function composite(
  name: string,
  inputs: Readonly<Record<string, Tensor>>,
  attributes: Readonly<Record<string, number>>,
  parts: () => Tensor,
): Tensor {
  return handler?.(name, inputs, attributes) ?? parts();
}

/** Runs `body`, in which `handle` is called first for every {@link composite}. */
export function withComposites<T>(handle: CompositeHandler, body: () => T): T {
  const before = handler;
  handler = handle;
  try {
    return body();
  } finally {
    handler = before;
  }
}
