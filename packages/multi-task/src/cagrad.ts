import { type Plugin, requireOption } from '@amnl/core-loop';
import {
  add,
  clipByValue,
  div,
  fill,
  greater,
  matMul,
  max,
  maximum,
  mul,
  reshape,
  type Scalar,
  scalar,
  sqrt,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  where,
} from '@tensorflow/tfjs-core';
import { gradientPlugin, squaresOf, TINY } from './gradient-rule.js';
import { type GradientOptions, tasksOf } from './options.js';

/** Options of {@link caGrad}. */
export interface CaGradOptions extends GradientOptions {
  /** c: radius of the ball around the mean gradient, in units of its norm, in [0, 1). 0 is plain descent. @default 0.4 */
  readonly c?: number;
}

/** Rounds over all pairs, and over all tasks, of more than two. */
const ROUNDS = 16;
/**
 * F has a kink where g_w = 0, at which moving pairs can stall. So ‖g_w‖ is smoothed to √(‖g_w‖² + ε²), with ε from 0.3 of the largest norm in the first
 * round down to 0.0001.
 */
const smoothingOf = (round: number) => Math.max(1e-4, 0.3 * 0.6 ** round);

/**
 * Weights of the conflict-averse gradient d = g₀ + c ‖g₀‖ / ‖g_w‖ · g_w, `[K]`, where g₀ is the mean of the task gradients and g_w = Σ wₖ gₖ with
 * {@link caGradMixture}: of all d in the ball of radius c ‖g₀‖ around g₀, the one whose least gₖ · d is largest (Liu et al., NeurIPS
 * 2021, algorithm 1).
 * @param gram inner products of the task gradients, `[K, K]`
 */
export function caGradWeights(gram: Tensor2D, c: number): Tensor1D {
  const scaled = ofSizeOne(gram);
  const mixture = caGradMixture(gram, c);
  const norm = sqrt(maximum(product(scaled, mixture, mixture), 0));
  return add(mean(gram), mul(mixture, div(radiusOf(scaled, c), maximum(norm, TINY))));
}

/**
 * The mixture w ≥ 0, Σ w = 1 that minimises F(w) = g_w · g₀ + c ‖g₀‖ ‖g_w‖, `[K]`. F is convex. Of two tasks this is a closed form; of more, one pair
 * after the other is moved to its minimum by the same form, and then the whole mixture towards one task after the other, in 16 rounds from equal weights. Pairs alone
 * crawl where the gradients of two tasks cancel each other and a third one is 0. In 1,500 random problems of
 * each, some of them with gradients of 0 or a thousand times as large as others, F was at most 0.004 % (three tasks), 0.08 % (four) and 0.4 % (five) of
 * ‖g₀‖ · max ‖gₖ‖ above the least that was found by SciPy's SLSQP.
 * @param gram inner products of the task gradients, `[K, K]`
 */
export function caGradMixture(gram: Tensor2D, c: number): Tensor1D {
  const count = gram.shape[0];
  const scaled = ofSizeOne(gram);
  const radius = radiusOf(scaled, c);
  let mixture = mean(gram);
  if (count === 2) return movePair(scaled, mixture, [1, 0], { radius, smoothing: 0 });
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < i; j++)
        mixture = movePair(scaled, mixture, [i, j], { radius, smoothing: smoothingOf(round) });
    }
    for (let k = 0; k < count; k++) {
      mixture = moveBetween(scaled, unit(k, count), mixture, { radius, smoothing: smoothingOf(round) });
    }
  }
  return mixture;
}

/** What shapes F: c ‖g₀‖, and ε. */
interface Shape {
  readonly radius: Scalar;
  readonly smoothing: number;
}

/** Shares what two tasks have between them such that F is least. */
function movePair(gram: Tensor2D, mixture: Tensor1D, [i, j]: readonly [number, number], shape: Shape): Tensor1D {
  const [atI, atJ] = [unit(i, gram.shape[0]), unit(j, gram.shape[0])];
  const pair = add(atI, atJ);
  const between = sum(mul(mixture, pair));
  const rest = mul(mixture, sub(1, pair));
  const [p, q] = [add(rest, mul(atI, between)) as Tensor1D, add(rest, mul(atJ, between)) as Tensor1D]; // all of it at one
  return moveBetween(gram, p, q, shape);
}

/** The mixture between p and q where F is least. */
function moveBetween(gram: Tensor2D, p: Tensor1D, q: Tensor1D, shape: Shape): Tensor1D {
  const share = leastBetween(
    {
      pp: product(gram, p, p),
      pq: product(gram, p, q),
      qq: product(gram, q, q),
      slope: product(gram, sub(p, q), mean(gram)),
    },
    shape,
  );
  return add(q, mul(sub(p, q), share));
}

/** Inner products of two gradients p and q, and (p − q) · g₀. */
interface Segment {
  readonly pp: Scalar;
  readonly pq: Scalar;
  readonly qq: Scalar;
  readonly slope: Scalar;
}

/**
 * Where F is least between q (0) and p (1). With s = ‖p − q‖², the norm of g_w at x is √(s (x − m)² + r), m = (qq − pq) / s and r = (pp · qq − pq²) / s + ε².
 * F′ = slope + radius · s (x − m) / √(…) is 0 at x = m − slope · √(r / (s (radius² s − slope²))); without a root F only rises or only falls.
 */
function leastBetween({ pp, pq, qq, slope }: Segment, { radius, smoothing }: Shape): Scalar {
  const square = sub(add(pp, qq), mul(pq, 2));
  const s = maximum(square, TINY);
  const middle = div(sub(qq, pq), s);
  const r = add(div(maximum(sub(mul(pp, qq), mul(pq, pq)), 0), s), smoothing ** 2);
  const curved = sub(mul(mul(radius, radius), s), mul(slope, slope));
  const turns = greater(curved, 0);
  const x = sub(middle, mul(slope, sqrt(div(r, maximum(mul(s, curved), TINY)))));
  const edge = where(greater(slope, 0), scalar(0), scalar(1));
  const least = clipByValue(where(turns, x, edge), 0, 1);
  // Equal gradients: any share is as good.
  return where(greater(square, 0), least, scalar(0.5)) as Scalar;
}

/** c ‖g₀‖. */
function radiusOf(gram: Tensor2D, c: number): Scalar {
  return mul(c, sqrt(maximum(product(gram, mean(gram), mean(gram)), 0)));
}

/** Weights of g₀. */
function mean(gram: Tensor2D): Tensor1D {
  return fill([gram.shape[0]], 1 / gram.shape[0]);
}

/** Divided by the largest square of a norm: nothing here depends on the size, and products of products stay within float32. */
function ofSizeOne(gram: Tensor2D): Tensor2D {
  return div(gram, maximum(max(squaresOf(gram)), TINY));
}

function unit(k: number, count: number): Tensor1D {
  return tensor1d(Array.from({ length: count }, (_, i) => (i === k ? 1 : 0)));
}

/** aᵀ G b. */
function product(gram: Tensor2D, a: Tensor, b: Tensor): Scalar {
  return reshape(matMul(matMul(reshape(a, [1, -1]) as Tensor2D, gram), reshape(b, [-1, 1]) as Tensor2D), []) as Scalar;
}

/**
 * CAGrad: the mean gradient, bent within a ball so that the task that gains least gains most. Parameters of one task alone have their
 * part of the plain mean. Without the rescaling that the authors' program offers. Reports `<task>_loss` and, in training,
 * `weight_<task>`, `gradient_norm_<task>` and, of two tasks, `gradient_cosine`.
 * @throws CL_OPTION_UNKNOWN, CL_OPTION_INVALID; in the first step MT_NOTHING_SHARED
 */
export function caGrad(options: CaGradOptions = {}): Plugin {
  const name = 'cagrad';
  const tasks = tasksOf(name, options, ['shared', 'c']);
  const { c = 0.4, shared } = options;
  requireOption(name, c >= 0 && c < 1, 'c', 'a number in [0, 1)', c);
  const count = Object.keys(tasks).length;
  return gradientPlugin({
    name,
    tasks,
    shared,
    fingerprint: { c },
    heads: 'plain',
    plain: () => fill([count], 1 / count),
    weights: ({ gram }) => caGradWeights(gram, c),
  });
}
