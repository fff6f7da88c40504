/** How sizes of pooling are worked out along one axis. */
export interface Axis {
  readonly input: number;
  readonly window: number;
  readonly stride: number;
  readonly pad: 'same' | 'valid' | readonly [before: number, after: number];
  readonly up?: boolean;
}

/** A value and the gradients of Σ slopes · value by the inputs. */
export interface Expected {
  readonly shape: readonly number[];
  readonly value: Float64Array;
  readonly gradients: readonly Float64Array[];
}

/** Slopes that differ for every number. */
export const slope = (i: number): number => Math.cos(i) + 1.5;

/** Every index of a tensor, in order. */
function* indices(shape: readonly number[]): Generator<number[]> {
  const size = product(shape);
  for (let i = 0; i < size; i++) yield unravel(i, shape);
}

/** Pooling of `[batch, …axes, channels]`, window by window. */
export function poolLoops(
  kind: 'max' | 'avg',
  x: Float32Array,
  batch: number,
  axes: readonly Axis[],
  channels: number,
): Expected {
  const sizes = axes.map(sizesOf);
  const inputShape = [batch, ...axes.map(({ input }) => input), channels];
  const shape = [batch, ...sizes.map(({ output }) => output), channels];
  const value = new Float64Array(product(shape));
  const gradient = new Float64Array(x.length);
  let place = 0;
  for (const [n, ...rest] of indices(shape)) {
    const channel = rest.at(-1)!;
    const seen: number[] = [];
    for (const tap of indices(axes.map(({ window }) => window))) {
      const at = tap.map((t, i) => rest[i]! * axes[i]!.stride - sizes[i]!.before + t);
      if (at.every((p, i) => p >= 0 && p < axes[i]!.input)) seen.push(ravel([n!, ...at, channel], inputShape));
    }
    if (kind === 'avg') {
      value[place] = seen.reduce((sum, i) => sum + x[i]!, 0) / seen.length;
      for (const i of seen) gradient[i]! += slope(place) / seen.length;
    } else {
      // The first largest gets the whole gradient; NaN is never the largest.
      const best = seen.reduce((b, i) => (x[i]! > (x[b] ?? Number.NEGATIVE_INFINITY) ? i : b), -1);
      value[place] = x[best] ?? Number.NEGATIVE_INFINITY;
      if (best >= 0) gradient[best]! += slope(place);
    }
    place++;
  }
  return { shape, value, gradients: [gradient] };
}

function sizesOf({ input, window, stride, pad, up = false }: Axis): { output: number; before: number } {
  if (pad === 'same') {
    const output = Math.ceil(input / stride);
    return { output, before: Math.floor(Math.max((output - 1) * stride + window - input, 0) / 2) };
  }
  const [before, after] = pad === 'valid' ? [0, 0] : pad;
  return { output: (up ? Math.ceil : Math.floor)((input + before + after - window) / stride) + 1, before };
}

/** A convolution of pictures `[batch, height, width, channels]`, plain or depthwise, tap by tap. */
export function convolutionLoops(x: Tensor, filter: Tensor, axes: readonly Axis[], depthwise: boolean): Expected {
  const sizes = axes.map(sizesOf);
  const [filterHeight, filterWidth, channels, outputs] = filter.shape as [number, number, number, number];
  const last = depthwise ? channels * outputs : outputs;
  const shape = [x.shape[0]!, ...sizes.map(({ output }) => output), last];
  const value = new Float64Array(product(shape));
  const gradients = [new Float64Array(x.data.length), new Float64Array(filter.data.length)] as const;
  let place = 0;
  for (const [n, row, column, out] of indices(shape) as Iterable<[number, number, number, number]>) {
    for (const [r, c, channel] of indices([filterHeight, filterWidth, channels]) as Iterable<
      [number, number, number]
    >) {
      if (depthwise && channel !== Math.floor(out / outputs)) continue;
      const at = [row * axes[0]!.stride - sizes[0]!.before + r, column * axes[1]!.stride - sizes[1]!.before + c];
      if (at.some((p, i) => p < 0 || p >= axes[i]!.input)) continue;
      const seen = ravel([n, ...at, channel], x.shape);
      const tap = ravel([r, c, channel, depthwise ? out % outputs : out], filter.shape);
      value[place]! += x.data[seen]! * filter.data[tap]!;
      gradients[0][seen]! += slope(place) * filter.data[tap]!;
      gradients[1][tap]! += slope(place) * x.data[seen]!;
    }
    place++;
  }
  return { shape, value, gradients };
}

/** A matrix product with batch axes that broadcast. */
export function productLoops(a: Tensor, b: Tensor, transposeA = false, transposeB = false): Expected {
  const rank = Math.max(a.shape.length, b.shape.length);
  const wide = (shape: readonly number[]) => [...new Array<number>(rank - shape.length).fill(1), ...shape];
  const [shapeA, shapeB] = [wide(a.shape), wide(b.shape)];
  const outer = shapeA.slice(0, -2).map((n, i) => (n === 1 ? shapeB[i]! : n));
  const [inner, rows] = transposeA ? a.shape.slice(-2) : a.shape.slice(-2).reverse();
  const columns = transposeB ? b.shape.at(-2)! : b.shape.at(-1)!;
  const shape = [...outer, rows!, columns];
  const value = new Float64Array(product(shape));
  const gradients = [new Float64Array(a.data.length), new Float64Array(b.data.length)] as const;
  let place = 0;
  for (const index of indices(shape)) {
    const [i, j] = index.slice(-2) as [number, number];
    const batch = (of: readonly number[]) => index.slice(0, -2).map((n, axis) => (of[axis] === 1 ? 0 : n));
    for (let k = 0; k < inner!; k++) {
      const left = ravel([...batch(shapeA), ...(transposeA ? [k, i] : [i, k])], shapeA);
      const right = ravel([...batch(shapeB), ...(transposeB ? [j, k] : [k, j])], shapeB);
      value[place]! += a.data[left]! * b.data[right]!;
      gradients[0][left]! += slope(place) * b.data[right]!;
      gradients[1][right]! += slope(place) * a.data[left]!;
    }
    place++;
  }
  return { shape, value, gradients };
}

/** Normalisation by statistics that broadcast: `(x − mean) / √(variance + epsilon) · scale + offset`. */
export function normalisationLoops(
  x: Tensor,
  [mean, variance, offset, scale]: readonly [Tensor, Tensor, Tensor, Tensor],
  epsilon: number,
): Expected {
  const value = new Float64Array(x.data.length);
  const gradients = [x, mean, variance, offset, scale].map(({ data }) => new Float64Array(data.length));
  let place = 0;
  for (const index of indices(x.shape)) {
    const at = ravel(
      index.slice(-mean.shape.length).map((n, axis) => (mean.shape[axis] === 1 ? 0 : n)),
      mean.shape,
    );
    const [deviation, factor] = [x.data[place]! - mean.data[at]!, 1 / Math.sqrt(variance.data[at]! + epsilon)];
    value[place] = deviation * factor * scale.data[at]! + offset.data[at]!;
    const [dy, dx] = [slope(place), slope(place) * factor * scale.data[at]!];
    gradients[0]![place]! += dx;
    gradients[1]![at]! -= dx;
    gradients[2]![at]! -= 0.5 * deviation * dx * factor ** 2;
    gradients[3]![at]! += dy;
    gradients[4]![at]! += dy * deviation * factor;
    place++;
  }
  return { shape: x.shape, value, gradients };
}

/** Numbers with their shape. */
export interface Tensor {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** The largest difference, in parts of the largest number; two that are equal, infinities and NaN included, have none. */
export function distance(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY;
  const scale = Math.max(1, ...Array.from(expected, (value) => (Number.isFinite(value) ? Math.abs(value) : 0)));
  return Array.from(expected).reduce((worst, value, i) => {
    const same = Object.is(value, found[i]) || value === found[i];
    const apart = Math.abs(value - found[i]!) / scale;
    return same ? worst : Math.max(worst, Number.isNaN(apart) ? Number.POSITIVE_INFINITY : apart);
  }, 0);
}

function product(shape: readonly number[]): number {
  return shape.reduce((all, n) => all * n, 1);
}

function ravel(index: readonly number[], shape: readonly number[]): number {
  return index.reduce((place, i, axis) => place * shape[axis]! + i, 0);
}

function unravel(place: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  for (const n of shape.toReversed()) {
    index.unshift(place % n);
    place = Math.floor(place / n);
  }
  return index;
}
