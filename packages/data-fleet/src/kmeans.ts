import { fillUniform } from '@amnl/core-loop';

/** Result of {@link kMeans}. */
export interface Clusters {
  /** Row-major [k, d]. k may be smaller than requested if there are fewer distinct points. */
  readonly centroids: Float64Array;
  /** Cluster of each point. */
  readonly labels: Int32Array;
  /** Sum of squared distances of the points to their centroids. */
  readonly inertia: number;
}

/** Options of {@link kMeans}. */
export interface KMeansOptions {
  readonly seed: number;
  /** Runs from different starts; the best is kept. */
  readonly restarts: number;
}

const MAX_ITERATIONS = 100;

/**
 * k-means with k-means++ starts (Arthur & Vassilvitskii 2007), a pure function of its arguments.
 * @param points row-major [n, d]
 */
export function kMeans(points: Float64Array, d: number, k: number, { seed, restarts }: KMeansOptions): Clusters {
  let best: Clusters | undefined;
  for (let restart = 0; restart < restarts; restart++) {
    const draws = fillUniform(new Float32Array(k), seed, 'k-means++', restart);
    const found = lloyd(points, d, spreadStarts(points, d, draws));
    if (best === undefined || found.inertia < best.inertia) best = found;
  }
  return best!;
}

/** k-means++: each further centroid is a point, drawn with probability proportional to its squared distance. */
function spreadStarts(points: Float64Array, d: number, draws: Float32Array): Float64Array {
  const n = points.length / d;
  const first = Math.floor(draws[0]! * n);
  const starts = [...points.subarray(first * d, (first + 1) * d)];
  const nearest = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  for (const draw of draws.subarray(1)) {
    const newest = Float64Array.from(starts.slice(-d));
    let total = 0;
    for (let i = 0; i < n; i++) {
      nearest[i] = Math.min(nearest[i]!, squaredDistance(points, i * d, newest, 0, d));
      total += nearest[i]!;
    }
    if (total === 0) break; // fewer distinct points than clusters
    let left = draw * total;
    let chosen = n - 1;
    for (let i = 0; i < n; i++) {
      left -= nearest[i]!;
      if (left < 0) {
        chosen = i;
        break;
      }
    }
    starts.push(...points.subarray(chosen * d, (chosen + 1) * d));
  }
  return Float64Array.from(starts);
}

/** Lloyd's iterations until no label changes. A cluster that loses all its points keeps its centroid. */
function lloyd(points: Float64Array, d: number, centroids: Float64Array): Clusters {
  const n = points.length / d;
  const k = centroids.length / d;
  const labels = new Int32Array(n).fill(-1);
  let inertia = 0;
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    let changed = false;
    inertia = 0;
    const sums = new Float64Array(k * d);
    const counts = new Int32Array(k);
    for (let i = 0; i < n; i++) {
      const label = nearestCentroid(points, i * d, centroids, d);
      if (label !== labels[i]) changed = true;
      labels[i] = label;
      counts[label]!++;
      inertia += squaredDistance(points, i * d, centroids, label * d, d);
      for (let j = 0; j < d; j++) sums[label * d + j]! += points[i * d + j]!;
    }
    if (!changed) break;
    for (let c = 0; c < k; c++) {
      if (counts[c]! > 0) for (let j = 0; j < d; j++) centroids[c * d + j] = sums[c * d + j]! / counts[c]!;
    }
  }
  return { centroids, labels, inertia };
}

/** Index of the centroid nearest to the point at `offset`; the lowest of equals. */
export function nearestCentroid(points: Float64Array, offset: number, centroids: Float64Array, d: number): number {
  let label = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let c = 0; c * d < centroids.length; c++) {
    const distance = squaredDistance(points, offset, centroids, c * d, d);
    if (distance < least) {
      least = distance;
      label = c;
    }
  }
  return label;
}

function squaredDistance(a: Float64Array, i: number, b: Float64Array, j: number, d: number): number {
  let sum = 0;
  for (let x = 0; x < d; x++) sum += (a[i + x]! - b[j + x]!) ** 2;
  return sum;
}
