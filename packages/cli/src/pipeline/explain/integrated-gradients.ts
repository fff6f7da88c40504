import { GAUSS_LOBATTO, POINTS } from './gauss-lobatto.js';

/** Pieces of the path that are computed at a time. */
const PIECES = 4;

/** Points of those: always as many, so that an engine compiles one program, and no result depends on what is computed with it. */
export const POINTS_AT_A_TIME = PIECES * POINTS;

/**
 * A function of numbers, and its gradient, at {@link POINTS_AT_A_TIME} points: `values` of each point, `gradients` [points, size].
 * @param points [points, size]
 */
export type Differentiable = (
  points: Float32Array,
) => Promise<{ readonly values: ArrayLike<number>; readonly gradients: ArrayLike<number> }>;

/** Options of `integratedGradients`. */
export interface IntegratedGradientsOptions {
  /** Where the path begins. Default: zeros. */
  readonly baseline?: ArrayLike<number>;
  /** How far the sum of the contributions may be from the difference of the values, as a part of that. Default 0.01. */
  readonly tolerance?: number;
  /** The same as a part of the greater of both values, for inputs whose value is about the baseline's. Default 1e-4. */
  readonly floor?: number;
  /** The floor that is good enough when there are no points left. Default 1e-3. */
  readonly lastFloor?: number;
  /** Points on the path at most. Default 2048. */
  readonly mostPoints?: number;
}

/** What each number of an input contributed to the function's value there. */
export interface Attribution {
  /** As many as the input has numbers, in the unit of the value. */
  readonly contributions: Float64Array;
  /** The function's value at the input, and at the baseline. */
  readonly value: number;
  readonly baselineValue: number;
  /** Of the contributions. */
  readonly sum: number;
  /** Whether `sum` is `value` − `baselineValue`, as exactly as the options ask. */
  readonly complete: boolean;
  /** Points of the path that were computed. */
  readonly points: number;
}

/** A piece of the path, from `from` to `to`, parts of it. */
interface Piece {
  readonly from: number;
  readonly to: number;
  /** The mean gradient on it, times its length. */
  readonly gradient: Float64Array;
  /** The function's value at both ends. */
  readonly ends: readonly [number, number];
  /** What the gradient says that the value changes by, without what it does. */
  readonly error: number;
}

/**
 * Integrated gradients (Sundararajan, Taly & Yan 2017, "Axiomatic attribution for deep networks"): the contribution of number i is
 * (xᵢ − bᵢ) · ∫₀¹ ∂f/∂xᵢ(b + a (x − b)) da, on the straight path from the baseline b to the input x. Their sum is f(x) − f(b), and so it is
 * on each piece of the path: the two pieces where that holds least are halved until it holds on the whole.
 * @param f is asked for one batch of points after the other
 * @param input x
 */
export async function integratedGradients(
  f: Differentiable,
  input: ArrayLike<number>,
  options: IntegratedGradientsOptions = {},
): Promise<Attribution> {
  const {
    baseline = new Float64Array(input.length),
    tolerance = 0.01,
    floor = 1e-4,
    lastFloor = 1e-3,
    mostPoints = 2048,
  } = options;
  const path = { input, baseline };
  let pieces = await integrate(
    f,
    path,
    [0, 1, 2, 3].map((i) => [i / PIECES, (i + 1) / PIECES] as const),
  );
  const [baselineValue, value] = [pieces[0]!.ends[0], pieces.at(-1)!.ends[1]];
  const greater = Math.max(Math.abs(value), Math.abs(baselineValue));
  const allowed = (part: number) => Math.max(tolerance * Math.abs(value - baselineValue), part * greater);
  let points = POINTS_AT_A_TIME;
  for (; errorOf(pieces) > allowed(floor) && points < mostPoints; points += POINTS_AT_A_TIME) {
    const [worst, second, ...others] = pieces.toSorted((a, b) => Math.abs(b.error) - Math.abs(a.error));
    pieces = [...others, ...(await integrate(f, path, [worst!, second!].flatMap(halves)))];
  }
  const contributions = Float64Array.from(input, (x, i) => {
    return (x - baseline[i]!) * pieces.reduce((total, { gradient }) => total + gradient[i]!, 0);
  });
  const sum = contributions.reduce((a, b) => a + b, 0);
  const complete = Math.abs(sum - (value - baselineValue)) <= allowed(lastFloor); // not so where one of them is NaN
  return { contributions, value, baselineValue, sum, complete, points };
}

/** Of the sum, and what it might have been: large errors may cancel out by chance. */
function errorOf(pieces: readonly Piece[]): number {
  const sum = pieces.reduce((total, { error }) => total + error, 0);
  return Math.max(Math.abs(sum), Math.hypot(...pieces.map(({ error }) => error)));
}

function halves({ from, to }: Piece): (readonly [number, number])[] {
  const middle = (from + to) / 2;
  return [
    [from, middle],
    [middle, to],
  ];
}

/** Integrates the gradient over {@link PIECES} pieces. */
async function integrate(
  f: Differentiable,
  { input, baseline }: { readonly input: ArrayLike<number>; readonly baseline: ArrayLike<number> },
  pieces: readonly (readonly [from: number, to: number])[],
): Promise<Piece[]> {
  const size = input.length;
  const batch = new Float32Array(POINTS_AT_A_TIME * size);
  let at = 0;
  for (const [from, to] of pieces) {
    for (const { point } of GAUSS_LOBATTO) {
      const place = from + point * (to - from);
      for (let i = 0; i < size; i++) batch[at++] = baseline[i]! + place * (input[i]! - baseline[i]!);
    }
  }
  const { values, gradients } = await f(batch);
  return pieces.map(([from, to], p) => {
    const first = p * POINTS;
    const gradient = new Float64Array(size);
    for (const [k, { weight }] of GAUSS_LOBATTO.entries()) {
      for (let i = 0; i < size; i++) gradient[i]! += (to - from) * weight * gradients[(first + k) * size + i]!;
    }
    const ends = [values[first]!, values[first + POINTS - 1]!] as const;
    const change = gradient.reduce((sum, slope, i) => sum + slope * (input[i]! - baseline[i]!), 0);
    return { from, to, gradient, ends, error: change - (ends[1] - ends[0]) };
  });
}
